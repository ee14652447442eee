"""What a scanner reads from a label, or somebody types: the SKU in it."""

from marketplace.core.digits import to_latin


def code_in(text: str | None) -> str:
    """The SKU that was scanned or typed, as it stands in the books; at most 80 characters."""
    return to_latin(text or "").replace("\0", "").strip()[:80].upper()
