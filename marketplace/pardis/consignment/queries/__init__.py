"""Notes, pieces and settlements, for those who may see them."""
