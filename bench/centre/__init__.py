"""The centre in its demonstration, and in a database of ten years' size."""
