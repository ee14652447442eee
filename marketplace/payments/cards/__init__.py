"""Payments by card, at a company that keeps the cards."""
