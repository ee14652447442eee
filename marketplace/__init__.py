"""The Gilan handicraft export marketplace."""
