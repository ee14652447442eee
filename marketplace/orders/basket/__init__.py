"""What somebody has put aside, before she orders it."""
