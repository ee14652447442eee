"""The workshop: what pieces are made of, who makes them, how good they are, and what she earns."""
