"""What can happen to notes and pieces. Whoever calls these opens the transaction."""
