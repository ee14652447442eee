"""Mails about pieces: to reviewers when something waits, to the maker when it is decided."""

from datetime import datetime
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.catalogue.models import Product, Revision
from marketplace.catalogue.reasons import texts_of
from marketplace.cooperatives.queries import staff_of
from marketplace.notifications.services import send


def tell_reviewers(revision: Revision) -> None:
    """All who may decide on it. Sent again when it is sent in again."""
    product = revision.product
    for person in staff_of(product.cooperative_id):
        if _may_decide(person, revision):
            _tell(person, "piece_waiting", revision, _stamp(revision.submitted_at))


def tell_maker(revision: Revision, template: str) -> None:
    """In her language; makers without an account are told by their cooperative."""
    maker = revision.product.artisan.user
    if maker is not None:
        context = {"reasons": texts_of(revision.reasons), "note": revision.note}
        _tell(maker, template, revision, _stamp(revision.decided_at), **context)


def _stamp(moment: datetime | None) -> str:
    return str(int(moment.timestamp())) if moment else ""


def _tell(person: User, template: str, revision: Revision, at: str, **more: Any) -> None:
    product: Product = revision.product
    send(
        key=f"{template} {revision.id} {at} {person.id}",
        to=person.email,
        locale=person.locale,
        template=template,
        context={
            "name": person.name,
            "titles": revision.content.get("titles", {}),
            "maker": product.artisan.names,
            "cooperative": product.cooperative.names,
            "revision_id": revision.id,
            "product_id": product.id,
            "slug": product.slug,
            **more,
        },
        about=f"product {product.id}",
    )


def _may_decide(person: User, revision: Revision) -> bool:
    return (
        person.is_active
        and person.id not in revision.editor_ids
        and person.may(Permission.PRODUCT_REVIEW, revision.product.cooperative_id)
    )
