"""How a text becomes words that can be compared: letters folded, compounds taken apart, endings off.

Compounds are what Persian and the names of crafts are made of. `چادرشب‌بافی`, `چادرشب بافی` and
`چادرشببافی` are one word to whoever looks for it, and so are `chador-shab`, `chador shab` and
`chadorshab`. So a compound is kept as its parts, as its neighbours joined, and as one word; and in a
question each word may stand alone or joined with its neighbour.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from marketplace.core.late import late
from marketplace.localisation.digits import to_latin
from marketplace.localisation.letters import fold

if TYPE_CHECKING:
    import snowballstemmer
else:
    snowballstemmer = late("snowballstemmer")

JOINER = re.compile("[\u200c\u200d\u00ad\u2010-\u2013'\u2019\u02bc\u02bb\u0640-]+")
COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LONGEST = 60
STOP = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "the"}
    | {"to", "with", "و", "از", "به", "با", "در", "که", "برای", "یک", "این", "آن", "ان", "را", "تا"}
    | {"ها", "های", "هایی"}
)
PARTICLES = frozenset(
    {"ها", "های", "هایی", "هایم", "ی", "ای", "یی", "ام", "ات", "اش", "تر", "ترین"}
)
"""What Persian writes after a half-space without making a new word."""

ENDINGS = (("هایی", 2), ("های", 2), ("ها", 2), ("ترین", 3), ("یی", 2), ("ی", 3))
"""Endings written fast to the word, longest first, and how many letters must remain."""


def compounds(text: str) -> Iterator[list[str]]:
    """The words of a text, folded, each as the parts it is joined of; words that say nothing left out."""
    plain = to_latin(fold(JOINER.sub("-", text.replace("\0", " "))))
    for found in COMPOUND.findall(JOINER.sub("-", plain)):
        parts = [part for part in found.split("-") if part]
        while len(parts) > 1 and parts[-1] in PARTICLES:
            parts.pop()
        if parts and not (len(parts) == 1 and parts[0] in STOP):
            yield [part[:LONGEST] for part in parts]


def forms(parts: list[str]) -> Iterator[str]:
    """A compound's parts, its neighbours joined, and all of it as one."""
    yield from parts
    yield from joined(parts)
    if len(parts) > 2:
        yield "".join(parts)[:LONGEST]


def joined(parts: Iterable[str]) -> Iterator[str]:
    for one, other in pairwise(parts):
        yield (one + other)[:LONGEST]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its endings."""
    if word.isascii():
        return str(snowballstemmer.stemmer("english").stemWord(word)) if word.isalpha() else word
    for ending, rest in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= rest:
            return word[: -len(ending)]
    return word


def stems(text: str) -> list[str]:
    """Everything a text can be found by, in its order."""
    return [stem(form) for parts in compounds(text) for form in forms(parts)]


def spoken(text: str) -> list[str]:
    """The words of a text as people write them, folded but whole; the vocabulary."""
    return [form for parts in compounds(text) for form in forms(parts)]


def question(text: str, most: int = 12) -> str:
    """What PostgreSQL is asked: every word, alone or joined with a neighbour. Empty asks nothing."""
    words = [part for parts in compounds(text) for part in parts][:most]
    pairs = [stem(pair) for pair in joined(words)]
    asked = []
    for at, word in enumerate(words):
        ways = {stem(word), *pairs[max(at - 1, 0) : at + 1]}
        asked.append("(" + " | ".join(f"'{way}'" for way in sorted(ways)) + ")")
    return " & ".join(asked)


def trigrams(word: str) -> set[str]:
    """Its runs of three letters; the beginning counts most, so it is padded twice."""
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
