"""Making papers: once each, kept as they were given out."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from flask_babel import force_locale
from sqlalchemy.dialects.postgresql import insert

from marketplace.core import pdf
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.exports import content, queries
from marketplace.exports.models import Paper, PaperKind
from marketplace.media import services as media
from marketplace.orders.fulfilment import papers as fulfilment
from marketplace.orders.models import Order, Parcel

TEMPLATES = {PaperKind.POSTAL_DECLARATION: "postal.typ"}
TEMPLATE = "order_paper.typ"
OF_ORDERS = (PaperKind.PROFORMA,)
OF_PARCELS = (PaperKind.COMMERCIAL_INVOICE, PaperKind.PACKING_LIST)
BY_POST = PaperKind.POSTAL_DECLARATION


def proforma(order: Order) -> Paper:
    return paper(PaperKind.PROFORMA, order)


def papers_of_parcel(parcel: Parcel) -> list[Paper]:
    """Its commercial invoice, its packing list, and what else the rules have us make for it."""
    return [paper(kind, parcel.order, parcel) for kind in kinds_of(parcel)]


def kinds_of(parcel: Parcel) -> tuple[PaperKind, ...]:
    """What we make for it: one that is posted gets a customs declaration of the post."""
    asked = {each.rule.paper for each in fulfilment.papers_of(parcel)}
    return (*OF_PARCELS, BY_POST) if BY_POST in asked else OF_PARCELS


def folder_of(parcel: Parcel) -> BytesIO:
    """A ZIP of the papers of a parcel: those we make and the files that staff attached."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as folder:
        for made in papers_of_parcel(parcel):
            folder.writestr(made.file.name, media.read_file(made.file))
        for each in fulfilment.papers_of(parcel):
            if each.document and each.document.file:
                file = each.document.file
                folder.writestr(f"{each.rule.paper}-{file.name}", media.read_file(file))
    packed.seek(0)
    return packed


def paper(kind: PaperKind, order: Order, parcel: Parcel | None = None) -> Paper:
    """The paper as it was made; made now where it was not yet. Of two who make it at once, the
    first one's stays. There is none of an order that cannot be paid."""
    parcel_id = parcel.id if parcel else None
    kept = queries.paper_of(kind, order.id, parcel_id)
    if kept:
        return kept
    made_on = _asked_on(order) if kind in OF_ORDERS else today()
    with force_locale("en"):
        said = content.of_paper(kind, order, parcel, made_on)
        rendered = pdf.render(TEMPLATES.get(kind, TEMPLATE), said)
    return _keep(kind, order, parcel, str(said["number"]), rendered)


def _asked_on(order: Order) -> date:
    """The day from which it could be paid."""
    if order.payment is None:
        raise NotFound
    return order.payment.created_at.date()


def _keep(
    kind: PaperKind, order: Order, parcel: Parcel | None, number: str, rendered: bytes
) -> Paper:
    file = media.keep_file(f"{number}.pdf", rendered, "application/pdf", None)
    mine = db.session.scalar(
        insert(Paper)
        .values(
            kind=kind,
            number=number,
            order_id=order.id,
            parcel_id=parcel.id if parcel else None,
            file_id=file.id,
        )
        .on_conflict_do_nothing()
        .returning(Paper.id)
    )
    if mine is None:
        db.session.delete(file)
        db.session.flush()
    made = queries.paper_of(kind, order.id, parcel.id if parcel else None)
    assert made is not None, "the paper was made a moment ago"  # noqa: S101 - for the type checker
    return made
