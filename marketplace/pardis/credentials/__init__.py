"""Certificates of the centre: papers, and badges that anybody's software can check."""
