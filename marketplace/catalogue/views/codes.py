"""Customs codes of pieces in review: one person proposes, another confirms."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.catalogue import queries, services
from marketplace.catalogue.content import Content
from marketplace.catalogue.forms.review import CodeForm
from marketplace.catalogue.models import Revision
from marketplace.catalogue.queries import reviews
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("codes", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/codes")


@bp.get("/")
@requires(Permission.HS_CODE_CONFIRM)
def index() -> ResponseReturnValue:
    """All pieces in review, with their codes: for whoever confirms codes but reviews no pieces."""
    return _page(CodeForm(formdata=None), 0)


@bp.post("/<int:revision_id>/propose")
@requires(Permission.HS_CODE_CONFIRM)
def propose(revision_id: int) -> ResponseReturnValue:
    form = CodeForm()
    form.validate_on_submit()
    revision = reviews.revision_in(my_scope(Permission.HS_CODE_CONFIRM), revision_id)
    try:
        with transaction():
            services.propose_hs(revision, form.code(), by=me(), seen=form.seen_version())
    except (Conflict, Invalid) as error:
        form.refuse("hs_code", error.message)
        return _page(form, revision_id), error.status
    return _done(revision_id, _("The code is proposed. Somebody else must confirm it."))


@bp.post("/<int:revision_id>/confirm")
@requires(Permission.HS_CODE_CONFIRM)
def confirm(revision_id: int) -> ResponseReturnValue:
    form = CodeForm()
    revision = reviews.revision_in(my_scope(Permission.HS_CODE_CONFIRM), revision_id)
    with transaction():
        services.confirm_hs(revision, by=me(), seen=form.seen_version())
    return _done(revision_id, _("The code is confirmed."))


def _done(revision_id: int, words: str) -> ResponseReturnValue:
    flash(words, "ok")
    if request.form.get("back") == "review":
        return redirect(url_for("review.revision", revision_id=revision_id))
    return redirect(url_for("codes.index"))


def _page(form: CodeForm, at: int) -> str:
    """The list; `form` belongs to the revision `at`, the others show what they have."""
    found = reviews.waiting_for_review(my_scope(Permission.HS_CODE_CONFIRM))
    contents = {revision.id: Content.from_json(revision.content) for revision in found}
    firsts = reviews.first_pictures(found)
    people = [r.hs_proposed_by_id for r in found] + [r.hs_confirmed_by_id for r in found]
    forms = {r.id: _form(r, contents[r.id].hs_code) for r in found}
    return render_template(
        "review/codes.html",
        revisions=found,
        contents=contents,
        firsts=firsts,
        thumbs=queries.pictures_by_id(list(firsts.values())),
        texts=reviews.code_texts(*(c.hs_code for c in contents.values())),
        people=reviews.people(*people),
        forms=forms | ({at: form} if at in forms else {}),
        suggested=queries.codes_by_craft(c.craft_id for c in contents.values()),
    )


def _form(revision: Revision, code: str | None) -> CodeForm:
    return CodeForm(
        formdata=None,
        prefix=f"r{revision.id}-",
        data={"hs_code": code or "", "seen": revision.version},
    )
