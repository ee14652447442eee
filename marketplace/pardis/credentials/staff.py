"""Certificates for the coordinator: giving out a group's, the register, taking one back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict
from marketplace.core.qr import qr_code
from marketplace.desk.looking import look_at
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.credentials import paper, queries, services
from marketplace.pardis.credentials.forms import IssueForm, RevokeForm
from marketplace.pardis.credentials.models import Certificate
from marketplace.pardis.credentials.tables import CERTIFICATES, text_in
from marketplace.pardis.credentials.views import as_pdf
from marketplace.pardis.credentials.words import GROUNDS, STANDINGS
from marketplace.pardis.training.assessing import queries as assessing
from marketplace.pardis.training.assessing.words import OUTCOMES, outcome_of
from marketplace.pardis.training.words import LEVELS

bp = Blueprint("certifying", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/certificates")
READ, CERTIFY = Permission.TRAINING_READ, Permission.CERTIFY
WORDS = {"standings": STANDINGS, "grounds": GROUNDS, "levels": LEVELS}


@bp.get("/")
@requires(READ)
def index() -> ResponseReturnValue:
    """The register; the search finds by number, code, name or course."""
    look = look_at(CERTIFICATES)
    if look.elsewhere:
        return redirect(look.elsewhere)
    text = text_in(look.filters)
    page = queries.page(to_latin(text), _page_number())
    return render_template(
        "certificates/index.html",
        page=page,
        text=text,
        look=look,
        to_give=queries.groups_to_certify() if me().may(CERTIFY) else [],
        **WORDS,
    )


@bp.get("/groups/<number>")
@requires(READ)
def group(number: str) -> ResponseReturnValue:
    return _group_page(number)


@bp.post("/groups/<number>")
@requires(CERTIFY)
def issue(number: str) -> ResponseReturnValue:
    form = IssueForm()
    wishes = form.wishes() if form.validate_on_submit() else {}
    if not wishes:
        if not form.errors:
            form.refuse(None, _("Choose at least one person."))
        return _group_page(number, form), 422
    try:
        with transaction():
            assessing.group(number, me(), lock=True)
            made = _issue(assessing.group(number, me()).id, wishes)
    except Conflict as refused:
        form.refuse(None, refused.message)
        return _group_page(number, form), 409
    flash(_("%(n)s certificates are given out. Who has an account is told.", n=len(made)), "ok")
    return redirect(url_for(".group", number=number))


def _issue(group_id: int, wishes: dict[int, tuple[str, str]]) -> list[Certificate]:
    """409 where a result is no longer the one that the coordinator saw."""
    people = [one for one in assessing.enrolled(group_id) if one.id in wishes]
    results = assessing.results([one.id for one in people])
    for one in people:
        if one.id not in results or str(results[one.id].id) != wishes[one.id][0]:
            raise Conflict(
                _("The result of %(name)s has changed. Look again.", name=one.trainee.name)
            )
    return [services.issue(one, wishes[one.id][1], me()) for one in people]


@bp.get("/<certificate_number>")
@requires(READ)
def certificate(certificate_number: str) -> ResponseReturnValue:
    return _page(certificate_number, RevokeForm(formdata=None))


@bp.get("/<certificate_number>/paper.pdf")
@requires(READ)
def file(certificate_number: str) -> ResponseReturnValue:
    return as_pdf(queries.numbered(certificate_number))


@bp.post("/<certificate_number>/revoke")
@requires(CERTIFY)
def revoke(certificate_number: str) -> ResponseReturnValue:
    form = RevokeForm()
    if not form.validate_on_submit():
        return _page(certificate_number, form), 422
    with transaction():
        found = queries.numbered(certificate_number, lock=True)
        services.revoke(found, form.reason(), form.note.data, me())
    flash(_("The certificate holds no more. Whoever checks it reads why."), "ok")
    return redirect(url_for(".certificate", certificate_number=certificate_number))


def _group_page(number: str, form: IssueForm | None = None) -> str:
    found = assessing.group(number, me())
    people = assessing.enrolled(found.id)
    ids = [one.id for one in people]
    typed = {line.enrolment_id.data: line for line in form.lines} if form else {}
    return render_template(
        "certificates/group.html",
        group=found,
        people=people,
        results=assessing.results(ids),
        given=queries.of_enrolments(ids),
        latin=queries.latin_names(people),
        typed=typed,
        form=form,
        outcomes=OUTCOMES,
        outcome_of=outcome_of,
        may_certify=me().may(CERTIFY),
        **WORDS,
    )


def _page(number: str, form: RevokeForm) -> str:
    found = queries.numbered(number)
    newest = assessing.result_of(found.enrolment_id)
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        form=form,
        qr=qr_code(paper.verified_at(found, "fa")),
        lapsed=newest is not None and not newest.earns_certificate,
        may_certify=me().may(CERTIFY),
        **WORDS,
    )


def _page_number() -> int:
    asked = to_latin(request.args.get("page", "1"))[:6]
    return max(1, int(asked)) if asked.isdigit() else 1
