"""An order as its buyer sees it."""
