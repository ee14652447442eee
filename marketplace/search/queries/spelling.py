"""What somebody meant who mistyped."""

from itertools import groupby

from sqlalchemy import func, literal, select, union_all

from marketplace.core.db import db
from marketplace.search.models import SearchTrigram
from marketplace.search.words import compounds, stem, trigrams

MOST_WORDS = 6
CANDIDATES = 40


def nearest(text: str) -> str | None:
    """The text with each word that occurs nowhere replaced by the most similar one that does.

    None where nothing is to be replaced, or nothing is similar enough.
    """
    words = [part for parts in compounds(text) for part in parts][:MOST_WORDS]
    if not words:
        return None
    known = _similar(words)
    meant = [_closest(word, known.get(at, [])) for at, word in enumerate(words)]
    if None in meant or meant == words:
        return None
    return " ".join(word for word in meant if word)


def _similar(words: list[str]) -> dict[int, list[str]]:
    """For each word those of the vocabulary that share most of its trigrams, the likest first."""
    asked = [
        select(literal(at).label("at"), SearchTrigram.word, func.count().label("shared"))
        .where(SearchTrigram.trigram.in_(sorted(trigrams(word))))
        .group_by(SearchTrigram.word)
        .order_by(func.count().desc(), func.length(SearchTrigram.word), SearchTrigram.word)
        .limit(CANDIDATES)
        .subquery()
        for at, word in enumerate(words)
    ]
    rows = db.session.execute(union_all(*(select(some) for some in asked))).all()
    ordered = sorted(rows, key=lambda row: (row.at, -row.shared, len(row.word), row.word))
    return {at: [row.word for row in some] for at, some in groupby(ordered, lambda row: row.at)}


def _closest(word: str, candidates: list[str]) -> str | None:
    """The word itself where it is known; else the candidate with the fewest slips between them."""
    if any(stem(candidate) == stem(word) for candidate in candidates):
        return word
    allowed = 1 if len(word) < 5 else 2
    measured = [(slips(word, candidate), at) for at, candidate in enumerate(candidates)]
    best = min(measured, default=(allowed + 1, 0))
    return candidates[best[1]] if best[0] <= allowed else None


def slips(one: str, other: str) -> int:
    """How many letters were missed, added, changed or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, meant in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != meant))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == meant:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
