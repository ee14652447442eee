"""The index of pieces and the ways to ask it."""
