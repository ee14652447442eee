"""What staff send about cooperatives and their members."""
