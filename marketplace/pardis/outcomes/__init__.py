"""What became of people after a course: asked of them, and counted."""
