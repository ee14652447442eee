"""What the rules of the world announce."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RulesLoaded:
    """The rules of this folder have been taken in; whoever keeps rules of her own there follows."""

    folder: Path
