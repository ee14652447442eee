"""From paid to arrived: what a cooperative does with an order."""
