"""Materials and tools that a trainee is handed for a course, and brings back."""
