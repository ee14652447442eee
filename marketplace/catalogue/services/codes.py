"""The customs code: one person proposes it, another confirms it."""

from dataclasses import replace

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue.content import Content
from marketplace.catalogue.errors import Changed, OwnWork
from marketplace.catalogue.models import Revision, RevisionState
from marketplace.compliance.models import HsCode
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid


def propose_hs(revision: Revision, code: str, *, by: User, seen: int) -> None:
    """Say under which code it goes. This is no work on the piece, so who does it may still decide
    on the piece; only the code itself needs another pair of eyes."""
    _still_open(revision, seen)
    if db.session.get(HsCode, code) is None:
        raise Invalid(_("Choose a code from the list, six digits like 621410."), "hs_code")
    before = revision.content.get("hs_code")
    content = replace(Content.from_json(revision.content), hs_code=code)
    revision.content = content.as_json()
    revision.hs_proposed_by_id, revision.hs_confirmed_by_id = by.id, None
    _record(by, "hs_code.proposed", revision, before)


def confirm_hs(revision: Revision, *, by: User, seen: int) -> None:
    _still_open(revision, seen)
    if not revision.content.get("hs_code"):
        raise Conflict(_("No code has been proposed yet."))
    if revision.hs_proposed_by_id == by.id:
        raise OwnWork()
    revision.hs_confirmed_by_id = by.id
    _record(by, "hs_code.confirmed", revision, None)


def _still_open(revision: Revision, seen: int) -> None:
    if revision.version != seen:
        raise Changed()
    if revision.state is not RevisionState.IN_REVIEW:
        raise Conflict(_("Nobody is reviewing this."))


def _record(by: User, action: str, revision: Revision, before: str | None) -> None:
    audit.record(
        by,
        action,
        revision,
        before={"hs_code": before} if before else None,
        after={"hs_code": revision.content["hs_code"]},
        scope_id=revision.product.cooperative_id,
    )
