"""The Pardis handicraft centre, run from its admin area."""
