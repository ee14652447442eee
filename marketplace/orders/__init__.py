"""Basket, checkout, order groups, orders, parcels."""
