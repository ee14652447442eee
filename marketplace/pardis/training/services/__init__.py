"""What happens in training: planned, joined, attended."""
