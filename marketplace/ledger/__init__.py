"""Double entry, append-only: where every cent came from and where it went."""
