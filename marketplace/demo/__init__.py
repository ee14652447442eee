"""Demonstration data: people, pieces and orders that were made up, so that a newcomer can look round."""
