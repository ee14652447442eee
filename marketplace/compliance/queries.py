"""Looking up what is known about a country, a code, a rule of delivery."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from marketplace.compliance.models import Destination, GateDecision, HsCode, Incoterm
from marketplace.core.clock import today
from marketplace.core.db import db, run
from marketplace.core.remembering import remembered
from marketplace.core.statements import table_of
from marketplace.localisation.letters import fold

MOST_MATCHES = 40


class Craft(Protocol):
    """What this package needs to know of a craft: the codes that its pieces mostly have."""

    @property
    def hs_codes(self) -> Sequence[str]: ...


def destination(country: str, on: date | None = None) -> Destination | None:
    """What a country asks, as known on a day (today): the newest rule not younger than it. To be
    read, not to be changed."""
    return _destination(country, on or today())


@remembered("destinations")
def _destination(country: str, on: date) -> Destination | None:
    row = run(NEWEST, {"country": country, "on": on}).one_or_none()
    return Destination(**row._mapping) if row else None


RULES = table_of(Destination)
NEWEST = (
    select(RULES)
    .where(RULES.c.country == bindparam("country"), RULES.c.as_of <= bindparam("on"))
    .order_by(RULES.c.as_of.desc())
    .limit(1)
)


def destinations() -> Sequence[Destination]:
    """What every known country asks today, by its letters."""
    newest = (
        select(Destination)
        .ext(distinct_on(Destination.country))
        .where(Destination.as_of <= today())
        .order_by(Destination.country, Destination.as_of.desc())
    )
    return db.session.scalars(newest).all()


def incoterms() -> Sequence[Incoterm]:
    return db.session.scalars(select(Incoterm).order_by(Incoterm.code)).all()


def hs_codes(codes: Sequence[str]) -> Sequence[HsCode]:
    """The codes that are on record among those named, in their order."""
    found = {code.code: code for code in db.session.scalars(_all().where(HsCode.code.in_(codes)))}
    return [found[code] for code in codes if code in found]


def search_hs(text: str, craft: Craft | None = None) -> Sequence[HsCode]:
    """Codes whose number begins with the text, or whose words hold every word of it, in either
    language. Those of the craft come first; without a text they come alone."""
    usual = list(craft.hs_codes) if craft else []
    words = fold(text)
    if not words:
        return hs_codes(usual) if craft else db.session.scalars(_all()).all()
    digits = words.replace(".", "").replace(" ", "")
    matches = [
        code
        for code in db.session.scalars(_all())
        if (digits.isdigit() and code.code.startswith(digits)) or _has_words(code, words)
    ]
    matches.sort(key=lambda code: (code.code not in usual, code.code))
    return matches[:MOST_MATCHES]


def gate_decisions(name: str) -> Sequence[GateDecision]:
    """Every word on a gate, the one that holds first."""
    return db.session.scalars(
        select(GateDecision)
        .where(GateDecision.name == name)
        .options(joinedload(GateDecision.decided_by))
        .order_by(GateDecision.number.desc())
    ).all()


def gate_open(name: str) -> bool:
    """Whether somebody has recorded that it may be used, and nobody has withdrawn that since."""
    return bool(
        db.session.scalar(
            select(GateDecision.open)
            .where(GateDecision.name == name)
            .order_by(GateDecision.number.desc())
            .limit(1)
        )
    )


def _has_words(code: HsCode, words: str) -> bool:
    told = fold(" ".join([*code.texts.values(), code.typical_use]))
    return all(word in told for word in words.split())


def _all() -> Select[HsCode]:
    return select(HsCode).order_by(HsCode.code)
