"""The doors of what all tables share."""

from marketplace.desk.views import files, intakes, tables
from marketplace.desk.views.base import bp

__all__ = ["bp", "files", "intakes", "tables"]
