"""Training: courses, their groups of a term, sessions, seats and attendance."""
