"""What can happen at the counter. Whoever calls these opens the transaction."""
