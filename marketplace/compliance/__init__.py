"""The dated rules of the world: customs codes, destinations, duties, delivery terms."""
