"""Orders in the back office."""
