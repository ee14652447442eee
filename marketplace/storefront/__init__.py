"""The shop as visitors see it: home, browse, pieces, crafts, makers, cooperatives."""
