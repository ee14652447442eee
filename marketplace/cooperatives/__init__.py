"""Cooperatives, the artisans who belong to them, and the terms between them."""
