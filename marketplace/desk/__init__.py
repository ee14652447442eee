"""What all pages of staff share: work that waits, the day, tables, files taken out and taken in."""
