"""Has a file that somebody sent looked at by a virus scanner, where the operator runs one.

It speaks clamd's INSTREAM: the word, pieces each behind its length, a length of nothing, and then
one line of answer.
"""

import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask_babel import gettext as _

from marketplace.config import settings
from marketplace.core.errors import Invalid
from marketplace.media.errors import Unexamined

log = logging.getLogger("security")
PATIENCE = 20
PIECE = 64 * 1024
PORT = 3310


def refuse_harmful(content: bytes, field: str) -> None:
    """Raises Invalid where the scanner knows harm in it, Unexamined where it does not answer: what
    nobody has looked at is not kept. Never call it inside a transaction."""
    if not settings().virus_scanner:
        return
    try:
        answer = _asked(content)
    except OSError as error:
        log.error("the virus scanner does not answer: %s", error)
        raise Unexamined(_("This file cannot be examined just now. Send it again later.")) from None
    if answer.endswith("FOUND"):
        log.warning("a file was refused: %s", answer)
        raise Invalid(_("A virus scanner refuses this file. Send a picture of it instead."), field)
    if not answer.endswith("OK"):
        log.error("the virus scanner says: %s", answer)
        raise Unexamined(_("This file cannot be examined just now. Send it again later."))


def _asked(content: bytes) -> str:
    with _scanner() as line:
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), PIECE):
            piece = content[at : at + PIECE]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        with line.makefile("rb") as answer:
            return answer.read(4096).rstrip(b"\0\n").decode(errors="replace")


@contextmanager
def _scanner() -> Iterator[socket.socket]:
    at = urlsplit(settings().virus_scanner)
    if at.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(PATIENCE)
            line.connect(at.path)
            yield line
    else:
        with socket.create_connection((at.hostname, at.port or PORT), PATIENCE) as line:
            yield line
