"""What can happen in the workshop. Whoever calls these opens the transaction."""
