"""Persian, Arabic and Latin digits, for those who stand above `core`."""

from marketplace.core.digits import to_language, to_latin

__all__ = ["to_language", "to_latin"]
