"""Writing a piece down, step by step, until a reviewer may see it."""

import secrets
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue import queries
from marketplace.catalogue.content import Content
from marketplace.catalogue.current import content_of, next_key
from marketplace.catalogue.errors import Changed, Incomplete, NotOpen
from marketplace.catalogue.gaps import Gap, gaps
from marketplace.catalogue.models import Product, ProductState, Revision, RevisionState, StepSending
from marketplace.catalogue.services import telling
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.media.models import PictureState

OPEN = (RevisionState.DRAFT, RevisionState.CHANGES_REQUESTED)
NEVER_SOLD = frozenset({"ritual_no_sale", "cites_block", "heritage_block"})


def start_product(
    artisan: Artisan, cooperative: Cooperative, *, by: User, key: str | None = None
) -> Revision:
    """Begin a new piece of a maker, and the proposal that describes it."""
    product = Product(slug=_slug(artisan, key), artisan=artisan, cooperative=cooperative)
    content = Content(currency=cooperative.currency, place_id=artisan.place_id)
    return _start(product, content, by)


def start_once(
    artisan: Artisan, cooperative: Cooperative, *, by: User, key: str
) -> tuple[Revision, bool]:
    """The same, once for a key: the proposal, and whether it was begun only now."""
    try:
        with db.session.begin_nested():
            return start_product(artisan, cooperative, by=by, key=key), True
    except IntegrityError:
        slug = _slug(artisan, key)
        known = db.session.scalars(select(Product).where(Product.slug == slug)).one()
        return queries.first_revision_of(known), False


def _slug(artisan: Artisan, key: str | None) -> str:
    """Until it is published a piece has an address that nobody reads."""
    return f"new-{artisan.id}-{key or secrets.token_hex(8)}"


def start_revision(product: Product, *, by: User) -> Revision:
    """Begin to change a piece that is, or was, in the shop; the shop keeps showing what it has."""
    if open_ := queries.open_revision_of(product):
        return open_
    if product.state is ProductState.ARCHIVED:
        raise Conflict(_("Take it out of the archive first."))
    if product.state is ProductState.REJECTED:
        product.state = ProductState.DRAFT
        return _start(product, queries.last_content_of(product), by)
    revision = _start(product, content_of(product), by)
    revision.hs_proposed_by_id = product.hs_proposed_by_id
    revision.hs_confirmed_by_id = product.hs_confirmed_by_id
    return revision


def save_step(revision: Revision, content: Content, *, by: User, seen: int, key: str = "") -> int:
    """Keep what was written on one screen; the version it made. `seen` is the version she had before
    her: if somebody saved since, nothing is overwritten. The same key again changes nothing."""
    if key and (known := _sent_before(revision, key)):
        return known.version
    if revision.state not in OPEN:
        raise NotOpen()
    write(revision, content, by=by, seen=seen)
    if key:
        db.session.add(StepSending(revision_id=revision.id, key=key, version=revision.version))
        db.session.flush()
    return revision.version


def _sent_before(revision: Revision, key: str) -> StepSending | None:
    """Holds the proposal, so that the same screen sent twice at once is saved once."""
    db.session.execute(select(Revision.id).where(Revision.id == revision.id).with_for_update())
    db.session.refresh(revision, ["version", "state", "content"])
    return db.session.get(StepSending, (revision.id, key))


def write(revision: Revision, content: Content, *, by: User, seen: int) -> None:
    if revision.version != seen:
        raise Changed()
    if revision.content.get("hs_code") != content.hs_code:
        revision.hs_proposed_by_id = by.id if content.hs_code else None
        revision.hs_confirmed_by_id = None
    revision.content, revision.edited_at = _keyed(revision, content).as_json(), now()
    if by.id not in revision.editor_ids:
        revision.editor_ids = [*revision.editor_ids, by.id]
    db.session.flush()


def _keyed(revision: Revision, content: Content) -> Content:
    """New sizes and colours get keys that none of the piece has or had."""
    for at, entry in enumerate(content.variants):
        if not entry.key:
            named = replace(entry, key=next_key(revision.product, content))
            variants = (*content.variants[:at], named, *content.variants[at + 1 :])
            content = replace(content, variants=variants)
    return content


def gaps_of(revision: Revision) -> list[Gap]:
    """What is missing before it may be sent, including what only the database can tell."""
    content = Content.from_json(revision.content)
    found = gaps(content, published=revision.base_version > 0)
    states = queries.picture_states([p.picture_id for p in content.pictures])
    for number, picture in enumerate(content.pictures, 1):
        if states.get(picture.picture_id, PictureState.FAILED) is PictureState.FAILED:
            message = _("Photograph %(number)s cannot be used. Take it out.", number=number)
            found.insert(0, Gap(f"pictures-{number - 1}-alt_fa", "photos", message))
    if NEVER_SOLD & set(queries.flags_of(content)):
        found.append(Gap("craft_id", "piece", _("This may not be sold. Choose another craft.")))
    return found


def submit(revision: Revision, *, by: User) -> None:
    """Hand it to the reviewers, who may not be bothered with half a piece."""
    if missing := gaps_of(revision):
        raise Incomplete(missing)
    revision.state, revision.submitted_at = RevisionState.IN_REVIEW, now()
    audit.record(by, "revision.submitted", revision, scope_id=revision.product.cooperative_id)
    telling.tell_reviewers(revision)


def withdraw(revision: Revision, *, by: User) -> None:
    """Take it back from the reviewers, to change it."""
    if revision.state is not RevisionState.IN_REVIEW:
        raise Conflict(_("Nobody is reviewing this."))
    revision.state = RevisionState.DRAFT
    audit.record(by, "revision.withdrawn", revision, scope_id=revision.product.cooperative_id)


def discard(revision: Revision, *, by: User) -> None:
    """Give up the proposal. A piece that never was in the shop goes to the archive with it."""
    revision.state = RevisionState.WITHDRAWN
    product = revision.product
    if product.state is ProductState.DRAFT:
        product.state = ProductState.ARCHIVED
    audit.record(by, "revision.discarded", revision, scope_id=product.cooperative_id)


def _start(product: Product, content: Content, by: User) -> Revision:
    revision = Revision(
        product=product,
        base_version=product.content_version or 0,
        content=replace(content).as_json(),
        editor_ids=[by.id],
        edited_at=now(),
    )
    db.session.add_all([product, revision])
    db.session.flush()
    audit.record(by, "revision.started", revision, scope_id=product.cooperative_id)
    return revision
