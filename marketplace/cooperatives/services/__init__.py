"""What can be done with cooperatives, their terms and their members. Nothing here commits."""
