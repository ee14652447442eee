"""Payments we wait for, transfers that arrived, refunds, and the gateways that bring them."""
