"""Pieces that the centre keeps and sells for their makers: notes, what became of each piece, settlements."""
