"""From a bag to an order: address, delivery, review."""
