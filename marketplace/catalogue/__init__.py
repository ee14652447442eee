"""Crafts, products, variants, and the revisions by which they change."""
