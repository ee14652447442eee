"""One screen after the other. Each saves what was written before it shows the next."""

from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage

from marketplace.accounts.access import me
from marketplace.catalogue import queries, services
from marketplace.catalogue.content import MOST_PICTURES, Content, PictureEntry
from marketplace.catalogue.errors import Changed
from marketplace.catalogue.forms import FORMS, STEPS, PhotosForm, PictureForm
from marketplace.catalogue.forms.parts import StepForm
from marketplace.catalogue.models import Revision
from marketplace.catalogue.services.writing import OPEN
from marketplace.catalogue.views import meanwhile
from marketplace.catalogue.views.bench import Bench
from marketplace.catalogue.views.sending import by_script, key, not_saved, saved
from marketplace.catalogue.views.share import maker_share
from marketplace.core.db import transaction
from marketplace.core.differences import Beside, differences
from marketplace.core.errors import NotFound
from marketplace.media.models import Picture
from marketplace.media.services import Problem, receive_many, short_name

NAMES = {
    "photos": lazy_gettext("Photographs"),
    "piece": lazy_gettext("The piece"),
    "size": lazy_gettext("Size"),
    "price": lazy_gettext("Price"),
    "origin": lazy_gettext("Origin"),
    "send": lazy_gettext("Send"),
}


@dataclass(frozen=True)
class Kept:
    """Which files became pictures, and what is wrong with the others."""

    pictures: list[Picture]
    problems: list[Problem]
    version: int = 0


def new(bench: Bench) -> ResponseReturnValue:
    """The first screen of a new piece; it begins to exist when something is sent. Sending the
    same page twice begins one piece."""
    makers = queries.memberships_today(bench.makers())
    if not makers:
        return render_template("studio/no_member.html", bench=bench), 409
    form, membership = PhotosForm.of(Content()), _chosen(makers)
    if form.validate_on_submit() and membership:
        with transaction():
            revision, begun = services.start_once(
                membership.artisan, membership.cooperative, by=me(), key=form.once()
            )
            kept = _keep(form, revision, revision.version) if begun else Kept([], [])
        return _after_photos(bench, revision, kept)
    wrong = request.method == "POST"
    page = _show_photos(bench, None, form, makers=makers, maker_missing=wrong and not membership)
    return page, 422 if wrong else 200


def photos(bench: Bench, revision_id: int) -> ResponseReturnValue:
    revision = bench.revision(revision_id)
    if revision.state not in OPEN:
        return redirect(bench.url("product", product_id=revision.product_id))
    form = PhotosForm.of(Content.from_json(revision.content))
    if not form.validate_on_submit():
        return _show_photos(bench, revision, form), 422 if form.errors else 200
    try:
        with transaction():
            kept = _keep(form, revision, form.seen_version())
    except Changed:
        form.refuse(None, _saved_elsewhere())
        if by_script():
            return not_saved(form, 409)
        revision = bench.revision(revision_id)
        beside = meanwhile.of_photos(form, Content.from_json(revision.content))
        return _show_photos(bench, revision, form, beside=beside), 409
    return _after_photos(bench, revision, kept)


def step(bench: Bench, revision_id: int, step: str) -> ResponseReturnValue:
    """A screen of words and numbers."""
    revision = bench.revision(revision_id)
    if revision.state not in OPEN:
        return redirect(bench.url("product", product_id=revision.product_id))
    content = Content.from_json(revision.content)
    form, status = FORMS[step].of(content), 200
    beside: list[Beside] = []
    if form.validate_on_submit():
        version = _saved(form, revision, form.apply(content))
        if version:
            return saved(_onward(bench, revision_id, step), version)
        status, beside = 409, differences(form)
    elif form.errors:
        status = 422
    if by_script() and status > 200:
        return not_saved(form, status)
    shown = {"form": form, "beside": beside}
    return show_step(f"studio/{step}.html", bench, revision, step, **shown), status


def show_step(
    template: str, bench: Bench, revision: Revision | None, step: str, **values: Any
) -> str:
    """A screen with its place among the six."""
    if form := values.get("form"):
        form.seen.data = str(revision.version) if revision else ""
    content = Content.from_json(revision.content) if revision else Content()
    return render_template(
        template,
        bench=bench,
        revision=revision,
        content=content,
        steps=list(NAMES.items()),
        position=STEPS.index(step),
        back=_back(bench, revision, step),
        screen_url=lambda to: _url(bench, revision.id, to) if revision else bench.url("new"),
        share=maker_share(revision, content),
        action=_action(bench, revision, step),
        onward=_onward(bench, revision.id, step) if revision and step != STEPS[-1] else "",
        screens=[_url(bench, revision.id, to) for to in STEPS] if revision else [],
        **{"beside": []} | values,
    )


def _keep(form: PhotosForm, revision: Revision, seen: int) -> Kept:
    """Keep order, words and the good files; name the bad ones."""
    content = Content.from_json(revision.content)
    content = form.apply(content, queries.own_pictures(me(), sorted(form.ids())))
    files = [file for file in request.files.getlist("photos") if file.filename]
    room = max(0, MOST_PICTURES - len(content.pictures))
    pictures, problems = receive_many(files[:room], me())
    entries = (*content.pictures, *(PictureEntry(picture.id) for picture in pictures))
    whole = replace(content, pictures=entries[:MOST_PICTURES])
    version = services.save_step(revision, whole, by=me(), seen=seen, key=key())
    return Kept(pictures, problems + _beyond(files[room:]), version)


def _after_photos(bench: Bench, revision: Revision, kept: Kept) -> ResponseReturnValue:
    if kept.problems:
        fresh = PhotosForm.fresh(Content.from_json(revision.content))
        return _show_photos(bench, revision, fresh, problems=kept.problems), 422
    version = kept.version or revision.version
    if kept.pictures or request.form.get("stay"):
        return saved(bench.url("photos", revision_id=revision.id), version)
    return saved(_onward(bench, revision.id, "photos"), version)


def _show_photos(bench: Bench, revision: Revision | None, form: PhotosForm, **values: Any) -> str:
    known = Content.from_json(revision.content).pictures if revision else ()
    mine = queries.own_pictures(me(), sorted(form.ids())) | {p.picture_id for p in known}
    pictures = queries.pictures_by_id(sorted(form.ids() & mine))
    rows = [(row, pictures.get(row.number), _name(row, pictures)) for row in form.rows()]
    more = {"rows": rows, "blank": form.blank(), "most": MOST_PICTURES, "form": form}
    return show_step("studio/photos.html", bench, revision, "photos", **more | values)


def _name(row: PictureForm, pictures: dict[int, Picture]) -> str:
    """What she calls it: the words she gave it, or the file's name."""
    picture = pictures.get(row.number)
    return row.alt_fa.data or row.alt_en.data or (picture.original_name if picture else "")


def _saved(form: StepForm, revision: Revision, content: Content) -> int | None:
    """The version it made; None where somebody saved meanwhile."""
    try:
        with transaction():
            seen = form.seen_version()
            return services.save_step(revision, content, by=me(), seen=seen, key=key())
    except Changed:
        form.refuse(None, _saved_elsewhere())
        return None


def _saved_elsewhere() -> str:
    return str(
        _(
            "This was saved somewhere else meanwhile, so nothing has been overwritten. "
            "Look over what you typed and save again to keep it."
        )
    )


def _chosen(makers: Any) -> Any:
    """For whom the piece is: the only one there is, or the one that was chosen."""
    if len(makers) == 1:
        return makers[0]
    wanted = request.form.get("maker", "")
    return next((m for m in makers if str(m.artisan_id) == wanted), None)


def _beyond(files: list[FileStorage]) -> list[Problem]:
    message = _("Twelve photographs are enough. Take one out before you add another.")
    return [Problem(short_name(file.filename), message) for file in files]


def _onward(bench: Bench, revision_id: int, step: str) -> str:
    """The next screen, or where she wanted to go from here."""
    if request.form.get("later"):
        return bench.url("home")
    if request.form.get("stay"):
        return _url(bench, revision_id, step)
    if request.args.get("back") == "send":
        return bench.url("send", revision_id=revision_id)
    return _url(bench, revision_id, STEPS[STEPS.index(step) + 1])


def _action(bench: Bench, revision: Revision | None, step: str) -> str:
    """Where the screen's form goes: its own address, also where another page shows it."""
    if revision is None:
        return bench.url("new")
    back = "?back=send" if request.args.get("back") == "send" else ""
    return _url(bench, revision.id, step) + back


def _back(bench: Bench, revision: Revision | None, step: str) -> str:
    if revision is None or step == STEPS[0]:
        return bench.url("home")
    return _url(bench, revision.id, STEPS[STEPS.index(step) - 1])


def _url(bench: Bench, revision_id: int, step: str) -> str:
    if step not in STEPS:
        raise NotFound()
    if step in FORMS:
        return bench.url("step", revision_id=revision_id, step=step)
    return bench.url(step, revision_id=revision_id)
