"""The pages of cashiers, and of who answers for them."""
