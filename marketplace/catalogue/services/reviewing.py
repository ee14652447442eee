"""Deciding on a proposal. The row is locked by the query that loaded it; of two reviewers the
second finds it decided."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue import queries
from marketplace.catalogue.content import Content
from marketplace.catalogue.errors import (
    Changed,
    CodeNotConfirmed,
    Incomplete,
    OwnWork,
    PicturesNotReady,
    StaleBase,
)
from marketplace.catalogue.models import ProductState, Revision, RevisionState
from marketplace.catalogue.reasons import CHANGES, REJECTIONS
from marketplace.catalogue.services import publishing, telling, writing
from marketplace.core.clock import now
from marketplace.core.db import Texts, db
from marketplace.core.errors import Invalid
from marketplace.media.models import PictureState


def approve(revision: Revision, *, by: User, seen: int) -> None:
    """What was proposed is what the shop shows from now on."""
    _decide(revision, RevisionState.APPROVED, by, seen)
    if revision.base_version != revision.product.content_version:
        raise StaleBase()
    if missing := writing.gaps_of(revision):
        raise Incomplete(missing)
    content = Content.from_json(revision.content)
    if not content.hs_code or not revision.hs_confirmed_by_id:
        raise CodeNotConfirmed()
    states = queries.picture_states([p.picture_id for p in content.pictures])
    if set(states.values()) != {PictureState.READY}:
        raise PicturesNotReady()
    publishing.publish(revision, content)
    _record(by, "product.published", revision)
    telling.tell_maker(revision, "piece_published")


def request_changes(
    revision: Revision, reasons: Collection[str], note: str, *, by: User, seen: int
) -> None:
    """Back to the maker, with what she should change."""
    _decide(revision, RevisionState.CHANGES_REQUESTED, by, seen)
    _say_why(revision, reasons, note, CHANGES)
    _record(by, "revision.changes_requested", revision)
    telling.tell_maker(revision, "piece_changes")


def reject(revision: Revision, reasons: Collection[str], note: str, *, by: User, seen: int) -> None:
    """No, for good. What is in the shop already stays there."""
    _decide(revision, RevisionState.REJECTED, by, seen)
    _say_why(revision, reasons, note, REJECTIONS)
    if revision.product.state is ProductState.DRAFT:
        revision.product.state = ProductState.REJECTED
    _record(by, "revision.rejected", revision)
    telling.tell_maker(revision, "piece_rejected")


def edit_texts(revision: Revision, content: Content, *, by: User, seen: int) -> None:
    """Put words right while reviewing. Whoever does so leaves the decision to somebody else."""
    if revision.state is not RevisionState.IN_REVIEW:
        raise Changed()
    writing.write(revision, content, by=by, seen=seen)
    _record(by, "revision.edited", revision)


def _decide(revision: Revision, to: RevisionState, by: User, seen: int) -> None:
    if revision.version != seen:
        raise Changed()
    revision.flow.step(revision.state, to)
    if by.id in revision.editor_ids or by.id == revision.product.artisan.user_id:
        raise OwnWork()
    revision.state = to
    revision.decided_at, revision.decided_by_id = now(), by.id


def _say_why(
    revision: Revision, reasons: Collection[str], note: str, known: Mapping[str, Texts]
) -> None:
    if not reasons or not set(reasons) <= set(known):
        raise Invalid(_("Choose at least one reason."), "reasons")
    if not note.strip() and any(code.startswith("other_") for code in reasons):
        raise Invalid(_("Say in the note what it is."), "note")
    revision.reasons, revision.note = sorted(reasons), note.strip()


def _record(by: User, action: str, revision: Revision) -> None:
    db.session.flush()
    after = {"reasons": revision.reasons, "note": revision.note} if revision.reasons else None
    audit.record(by, action, revision, after=after, scope_id=revision.product.cooperative_id)
