"""Hashing and checking of passwords: Argon2id with the parameters OWASP names."""

import os
import unicodedata
from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import BinaryIO

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask_babel import gettext as _

from marketplace.config import settings
from marketplace.core.digits import to_latin

SHORTEST = 12
LONGEST = 200
BESIDES = 8
LONGEST_LINE = 80
OWN_WORDS = ("kotam", "gilan", "rasht", "guilan", "handicraft", "کتام", "گیلان", "رشت", "صنایع‌دستی")
"""What everybody who guesses here tries first; a password needs eight signs besides them."""
COMMON = Path(__file__).with_name("common_passwords.txt")

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobody() -> str:
    return _hasher.hash("the password of an account that does not exist")


def hashed(password: str) -> str:
    return _hasher.hash(_typed(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password. Without a hash the work is done all the same, so that the time
    an answer takes tells nobody whether there is an account."""
    try:
        _hasher.verify(password_hash or _nobody(), _typed(password))
    except (Argon2Error, InvalidHashError):
        return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def fault_of(password: str, *personal: str) -> str:
    """Why this password will not do, in words; empty if it will. `personal` is what others know
    of her: her address, her name."""
    plain = _typed(password).casefold()
    if len(plain) < SHORTEST:
        return str(_("Take at least 12 signs. Three or four words in a row are easy to keep."))
    if len(plain) > LONGEST:
        return str(_("Take at most 200 signs."))
    if len(set(plain)) < 5 or plain in _common() or plain.rstrip("0123456789!.?*#@") in _common():
        return str(_("Many people use this one, so it is guessed first. Take another."))
    if len(_without_own_words(plain)) < BESIDES:
        return str(_("This speaks of the shop, so it is guessed first. Take other words."))
    if is_breached(password):
        return str(_("This one stands in lists that thieves have published. Take another."))
    known = {part for text in personal for part in (text.casefold(), text.casefold().split("@")[0])}
    if any(plain == part or plain == part * 2 for part in known):
        return str(_("This is your address or your name. Take something nobody knows of you."))
    return ""


def _without_own_words(plain: str) -> str:
    for word in OWN_WORDS:
        plain = plain.replace(word, "")
    return plain


def is_breached(password: str) -> bool:
    """Whether it stands in the file of BREACHED_PASSWORDS: lines that begin with SHA-1 hashes, in
    their order, as the lists of Have I Been Pwned are. It is searched where it lies."""
    file = settings().breached_passwords
    if file is None:
        return False
    hashed = sha1(_typed(password).encode(), usedforsecurity=False).hexdigest().upper()
    with file.open("rb") as lines:
        return _stands_in(lines, hashed.encode())


def _stands_in(lines: BinaryIO, wanted: bytes) -> bool:
    low, high = 0, lines.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        before = max(0, middle - LONGEST_LINE)
        lines.seek(before)
        begin = before + lines.read(middle - before).rfind(b"\n") + 1
        lines.seek(begin)
        line = lines.readline()
        found = line[: len(wanted)].upper()
        if found == wanted:
            return True
        low, high = (begin + len(line), high) if found < wanted else (low, begin)
    return False


def _typed(password: str) -> str:
    """The same password from a Persian and from a Latin keyboard, composed or not."""
    return to_latin(unicodedata.normalize("NFKC", password))


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text().split())
