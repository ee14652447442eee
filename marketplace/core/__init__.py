"""What any web product needs, and not one word of the trade."""
