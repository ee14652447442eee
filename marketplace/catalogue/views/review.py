"""Reviewing what makers sent: the queue, old and new side by side, the decision."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.catalogue import comparison, queries, services
from marketplace.catalogue.content import Content
from marketplace.catalogue.current import content_of
from marketplace.catalogue.errors import Changed, Incomplete
from marketplace.catalogue.forms.review import DecideForm, TextsForm
from marketplace.catalogue.models import Revision
from marketplace.catalogue.queries import reviews
from marketplace.catalogue.reasons import CHANGES, REJECTIONS, texts_of
from marketplace.catalogue.services.reviewing import edit_texts
from marketplace.catalogue.views import meanwhile
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.differences import Beside, differences
from marketplace.core.errors import Conflict, Forbidden, Invalid, NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("review", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/review")


@bp.get("/")
@requires(Permission.PRODUCT_READ)
def queue() -> ResponseReturnValue:
    show = request.args.get("show", "all")
    if show not in {"all", "new", "changed", "answered"}:
        raise NotFound()
    scope = my_scope(Permission.PRODUCT_READ)
    found = (
        reviews.answered_lately(scope)
        if show == "answered"
        else reviews.waiting_for_review(scope, show)
    )
    return render_template(
        "review/queue.html", show=show, median=reviews.median_answer_time(scope), **_list(found)
    )


@bp.get("/<int:revision_id>")
@requires(Permission.PRODUCT_READ)
def revision(revision_id: int) -> ResponseReturnValue:
    return _show(reviews.revision_in(my_scope(Permission.PRODUCT_READ), revision_id), DecideForm())


@bp.post("/<int:revision_id>/decision")
@requires(Permission.PRODUCT_REVIEW)
def decide(revision_id: int) -> ResponseReturnValue:
    """Publish, send back or reject; what the form carries says which."""
    revision, form = _revision(revision_id), DecideForm()
    if not form.validate_on_submit():
        return _show(revision, form), 422
    told = {
        "publish": _("It is in the shop."),
        "changes": _("It went back to its maker."),
        "reject": _("It was rejected; its maker is told why."),
    }
    verdict = request.form.get("verdict", "")
    if verdict not in told:
        raise Invalid(_("Say what becomes of it."))
    try:
        with transaction():
            _decide(queries.locked_revision(revision_id), verdict, form)
    except (Conflict, Forbidden, Invalid) as error:
        return _refused(revision_id, form, error)
    flash(told[verdict], "ok")
    return redirect(url_for("review.queue"))


@bp.route("/<int:revision_id>/texts", methods=["GET", "POST"])
@requires(Permission.PRODUCT_WRITE_FOR_MEMBER)
def texts(revision_id: int) -> ResponseReturnValue:
    """Both languages of every word, for staff who put them right or translate them."""
    scope = my_scope(Permission.PRODUCT_WRITE_FOR_MEMBER)
    revision = reviews.revision_in(scope, revision_id)
    content = Content.from_json(revision.content)
    form, status = TextsForm.of(content), 200
    beside: list[Beside] = []
    if form.validate_on_submit():
        try:
            with transaction():
                edit_texts(revision, form.apply(content), by=me(), seen=form.seen_version())
        except Changed as error:
            form.refuse(None, error.message)
            status, beside = 409, differences(form)
        else:
            flash(_("The words are saved. Somebody else decides on the piece now."), "ok")
            return redirect(url_for("review.texts", revision_id=revision_id))
    elif form.errors:
        status = 422
    form.seen.data = str(revision.version)
    pictures = queries.pictures_by_id([p.picture_id for p in content.pictures])
    page = render_template(
        "review/texts.html",
        revision=revision,
        content=content,
        form=form,
        pictures=pictures,
        beside=beside,
    )
    return page, status


def _decide(revision: Revision, verdict: str, form: DecideForm) -> None:
    seen, note = form.seen_version(), form.note.data or ""
    if verdict == "publish":
        services.approve(revision, by=me(), seen=seen)
        return
    refuse = services.request_changes if verdict == "changes" else services.reject
    known = CHANGES if verdict == "changes" else REJECTIONS
    reasons = [code for code in request.form.getlist("reasons") if code in known]
    refuse(revision, reasons, note, by=me(), seen=seen)


def _refused(
    revision_id: int, form: DecideForm, error: Conflict | Forbidden | Invalid
) -> ResponseReturnValue:
    """The page again, with the refusal at its head and what was typed; where somebody else was
    faster, with what she did beside it."""
    revision = _revision(revision_id)
    if beside := meanwhile.of_decision(revision, form):
        return _show(revision, form, beside), HTTPStatus.CONFLICT
    form.refuse(error.field if isinstance(error, Invalid) else None, error.message)
    if isinstance(error, Incomplete):
        for gap in error.gaps:
            form.refuse(None, gap.message)
    return _show(revision, form), error.status


def _revision(revision_id: int) -> Revision:
    return reviews.revision_in(my_scope(Permission.PRODUCT_REVIEW), revision_id)


def _show(revision: Revision, form: DecideForm, beside: Sequence[Beside] = ()) -> str:
    form.seen.data = str(revision.version)
    form.looked.data = meanwhile.looked_at(revision)
    scope = my_scope(Permission.PRODUCT_READ)
    return render_template(
        "review/revision.html",
        form=form,
        beside=beside,
        may_decide=me().may(Permission.PRODUCT_REVIEW, revision.product.cooperative_id),
        ticked=request.form.getlist("reasons"),
        changes=CHANGES,
        rejections=REJECTIONS,
        answered=texts_of(revision.reasons),
        **_list(reviews.waiting_for_review(scope)),
        **compared(revision),
    )


def compared(revision: Revision) -> dict[str, Any]:
    """Everything that is said about one proposal, beside what the shop has."""
    new = Content.from_json(revision.content)
    old = content_of(revision.product) if revision.product.content_version else None
    hung = comparison.pictures(old, new)
    rows = comparison.compare(old, new, meanwhile.names_of(old, new))
    return _about(revision, new) | {
        "revision": revision,
        "content": new,
        "old": old,
        "rows": rows,
        "hung": hung,
        "hung_changed": comparison.pictures_changed(old, new),
        "changed": sum(row.changed for row in rows) + comparison.pictures_changed(old, new),
        "pictures": queries.pictures_by_id([m.picture_id for marks in hung for m in marks]),
    }


def _about(revision: Revision, content: Content) -> dict[str, Any]:
    """What speaks for a decision or against it."""
    return {
        "people": reviews.people(
            revision.hs_proposed_by_id, revision.hs_confirmed_by_id, revision.decided_by_id
        ),
        "stale": revision.base_version != revision.product.content_version,
        "codes": queries.codes_for(content),
        "flags": queries.flags_of(content),
        "untranslated": [lang for lang in ("fa", "en") if not content.titles.get(lang)],
        "own": me().id in revision.editor_ids or me().id == revision.product.artisan.user_id,
    }


def _list(revisions: Any) -> dict[str, Any]:
    """Revisions for a list: each with its words, its first picture, and how long it has waited."""
    firsts = reviews.first_pictures(revisions)
    return {
        "waiting": [(r, Content.from_json(r.content), hours_since(r)) for r in revisions],
        "firsts": firsts,
        "thumbs": queries.pictures_by_id(list(firsts.values())),
    }


def hours_since(revision: Revision) -> int:
    if revision.submitted_at is None:
        return 0
    return int(((revision.decided_at or now()) - revision.submitted_at).total_seconds() // 3600)
