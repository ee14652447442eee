"""Every message in use is translated, in one catalogue only, and no catalogue keeps dead ones."""

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGUES = sorted(Path("translations/fa").glob("*.po"))
BABEL = Path(sys.executable).parent / "pybabel"


def in_use() -> set[str]:
    """The ids of all messages in code and templates."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "all.pot"
        subprocess.run(
            [
                BABEL,
                "-q",
                "extract",
                "-F",
                "babel.cfg",
                "-k",
                "lazy_gettext",
                "-k",
                "_l",
                "-o",
                pot,
                ".",
            ],
            check=True,
        )
        with pot.open("rb") as file:
            return {_id(message) for message in read_po(file) if message.id}


def translated() -> Counter[str]:
    """The ids of all translated messages, and in how many catalogues each stands."""
    found: Counter[str] = Counter()
    for path in CATALOGUES:
        with path.open("rb") as file:
            found.update(_id(m) for m in read_po(file, locale="fa") if m.id and all(_words(m)))
    return found


def _id(message) -> str:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}\x04{text}" if message.context else text


def _words(message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def main() -> int:
    used, known = in_use(), translated()
    faults = [f"not translated: {m!r}" for m in sorted(used - set(known))]
    faults += [f"in {n} catalogues: {m!r}" for m, n in sorted(known.items()) if n > 1]
    faults += [f"no longer used: {m!r}" for m in sorted(set(known) - used)]
    print("\n".join(faults) or f"{len(used)} messages, all translated once")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
