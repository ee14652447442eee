"""The papers of a parcel: which it needs, which are there, and what keeps it from leaving. Whoever
changes something holds the order's lock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.compliance.papers import How, PaperRule, Sending, papers_for
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.localisation.languages import local_text
from marketplace.media import services as media
from marketplace.media.documents import Document
from marketplace.orders.errors import PapersMissing
from marketplace.orders.models import Parcel, ParcelDocument, ParcelState


@dataclass(frozen=True)
class Paper:
    """One paper of a parcel. `document` is what somebody has put there; papers that we make
    ourselves need none."""

    rule: PaperRule
    document: ParcelDocument | None

    @property
    def made(self) -> bool:
        return self.rule.how is How.MADE

    @property
    def there(self) -> bool:
        return self.made or self.document is not None

    @property
    def missing(self) -> bool:
        """Whether it keeps the parcel here."""
        return self.rule.required and not self.there


def papers_of(parcel: Parcel) -> list[Paper]:
    """What the rules of today ask for, and whatever else was put there already."""
    return papers_of_all([parcel])[parcel.id]


def papers_of_all(parcels: Sequence[Parcel]) -> Mapping[int, list[Paper]]:
    """The same for several parcels, by their id, with one select for what is there."""
    there: dict[int, dict[str, ParcelDocument]] = {parcel.id: {} for parcel in parcels}
    for document in _documents(there):
        there[document.parcel_id][document.code] = document
    wanted = papers_for(*(_sending(parcel) for parcel in parcels))
    return {
        parcel.id: [Paper(rule, there[parcel.id].get(rule.paper)) for rule in rules]
        for parcel, rules in zip(parcels, wanted, strict=True)
    }


def _sending(parcel: Parcel) -> Sending:
    order = parcel.order
    flags = {flag for line in parcel.lines for flag in line.order_line.flags}
    country = str(order.group.address.get("country") or "")
    return Sending(country, flags, str(order.delivery.get("code") or ""), parcel.package_kind)


def refuse_if_missing(parcel: Parcel) -> None:
    """Raises PapersMissing where something keeps the parcel here."""
    missing = [paper.rule.name for paper in papers_of(parcel) if paper.missing]
    if missing:
        raise PapersMissing([str(local_text(name)) for name in missing])


def paper_of(parcel: Parcel, code: str) -> Paper:
    """The paper with this code; NotFound where this parcel needs none such, or where we make it
    ourselves and nobody has put one there before we did."""
    for paper in papers_of(parcel):
        if paper.rule.paper == code and (paper.document or not paper.made):
            return paper
    raise NotFound


def put(parcel: Parcel, code: str, reference: str, file: Document | None, by: User) -> None:
    """The paper is there: as a file, by its number, or seen. The same person's second click changes
    nothing; what somebody else has put there stays (Conflict)."""
    paper = paper_of(parcel, code)
    _refuse_if_gone(parcel)
    if paper.document:
        if (paper.document.reference, paper.document.by_id) == (reference, by.id):
            return
        raise Conflict(_("Somebody else has put this paper there already. Look again."))
    if paper.rule.how is How.ATTACH and not reference and file is None:
        raise Invalid(_("Choose a file, or write the number of the paper."), field="reference")
    document = ParcelDocument(
        parcel_id=parcel.id,
        code=code,
        reference=reference,
        file_id=media.keep_file(file.name, file.content, file.kind, by).id if file else None,
        rule_as_of=paper.rule.as_of,
        by_id=by.id,
    )
    db.session.add(document)
    _note(parcel, "paper_put", by, after={"paper": code, "reference": reference})


def take_back(parcel: Parcel, code: str, by: User) -> None:
    """It was the wrong one; it can be put there anew. Again changes nothing."""
    paper = paper_of(parcel, code)
    _refuse_if_gone(parcel)
    if paper.document:
        before = {"paper": code, "reference": paper.document.reference}
        db.session.delete(paper.document)
        _note(parcel, "paper_taken_back", by, before=before)


def _refuse_if_gone(parcel: Parcel) -> None:
    if parcel.state is not ParcelState.PACKED:
        raise Conflict(_("This parcel is not here any more; its papers stay as they are."))


def _note(parcel: Parcel, verb: str, by: User, **details: dict[str, str]) -> None:
    told = {name: {"parcel": parcel.number} | each for name, each in details.items()}
    order = parcel.order
    audit.record(by, f"order.{verb}", order, scope_id=order.cooperative_id, **told)
    db.session.flush()


def _documents(parcel_ids: Iterable[int]) -> Sequence[ParcelDocument]:
    return db.session.scalars(
        select(ParcelDocument)
        .where(ParcelDocument.parcel_id.in_(parcel_ids))
        .options(joinedload(ParcelDocument.by), joinedload(ParcelDocument.file))
        .order_by(ParcelDocument.id)
        .execution_options(populate_existing=True)
    ).all()
