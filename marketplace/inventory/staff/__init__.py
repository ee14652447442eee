"""Pages of the store: what is on its way, what is counted, what it is worth."""
