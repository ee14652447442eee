"""The counter of the centre: shifts, sales, returns, with the line up or down."""
