"""What the people need who keep the shop running: figures, backups, exports, and an end to old data."""
