"""How many pieces lie where, why, and for whom they are held."""
