"""Assessment: marks of two assessors, results that are published and corrected, never rewritten."""
