"""Whatever is typed into any form, the answer names the field and keeps what was typed, and nothing
breaks."""

import pytest
from flask import Flask
from markupsafe import escape
from wtforms import Field, PasswordField

from marketplace.accounts.permissions import Permission, Role
from marketplace.core.forms import DayField, ParsedField, tidy
from tests.conftest import ClientOf
from tests.hostile.desk import Answer, Desk, address, open_desk
from tests.hostile.doors import BY_SCRIPT, DOORS, PRESSED
from tests.support.browsing import SentForm
from tests.support.estate import make_estate

ANSWERS = {200, 302, 303, 400, 404, 409, 413, 422}
HOSTILE = "<script>alert('1')</script>'; drop table users; -- ${7*7} %s \u202e\u2067😀 \x07"
HUGE = "x" * 100_000
HALF = "half a sign: \ud83d"
TYPED = ("", HUGE, HOSTILE + HALF)
CHOSEN = ("", "nothing of these", str(2**31), HOSTILE)
NO_NUMBER = ("ten", "NaN", "-1", str(2**63), "۱۲x")
NO_DAY = ("yesterday", "2026-13-45", "۱۴۰۵/۱۲/۹۹", str(2**63))
DIGITS = [str.maketrans("0123456789", digits) for digits in ("۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩")]


@pytest.fixture(params=DOORS)
def desk(app: Flask, client_of: ClientOf, request: pytest.FixtureRequest) -> Desk:
    """Each form of the site in its turn."""
    return open_desk(app, client_of, request.param.split()[0], DOORS[request.param])


def test_every_form_has_its_row(app: Flask) -> None:
    posted = {r.endpoint for r in app.url_map.iter_rules() if "POST" in (r.methods or ())}
    assert posted == {name.split()[0] for name in DOORS} | PRESSED | BY_SCRIPT


def test_what_is_right_is_taken_in_any_digits(desk: Desk) -> None:
    answer = desk.send(desk.form.sent)
    assert answer.status == desk.status, [form.errors for form in answer.forms]
    for digits in DIGITS:
        own = {
            name: [value.translate(digits) for value in values]
            if isinstance(answer.fields.get(name), ParsedField)
            else values
            for name, values in desk.form.sent.items()
        }
        assert desk.send(own).status == desk.status


def test_what_is_wrong_is_named_and_kept(desk: Desk) -> None:
    fields = desk.send(desk.form.sent).fields
    faults = [f for name in desk.form.sent for f in faults_of(desk, name, fields.get(name))]
    assert faults == []


@pytest.mark.parametrize("endpoint", sorted(PRESSED))
def test_a_button_minds_nothing_else(app: Flask, client_of: ClientOf, endpoint: str) -> None:
    estate = make_estate()
    mark = app.view_functions[endpoint].access  # type: ignore[attr-defined]
    people = (estate.user(role) for role in Role)
    user = next(u for u in people if u and (not isinstance(mark, Permission) or u.may(mark)))
    action = address(app, endpoint, estate, {"token": "x"})
    desk = Desk(client_of(user), action, SentForm(action), 302)
    for value in (HOSTILE, str(2**63), HALF, ""):
        names = ("version", "seen", "token", "id", "key", "reference", "back", "minor")
        assert desk.send({name: [value, value] for name in names}).status in ANSWERS


def faults_of(desk: Desk, name: str, field: Field | None) -> list[str]:
    good, kind = desk.form.sent[name], desk.form.kinds.get(name, "hidden")
    parsed = isinstance(field, ParsedField) and kind == "text"
    values: tuple[str, ...] = TYPED if kind in {"text", "file"} else CHOSEN
    wrong = (NO_DAY if isinstance(field, DayField) else NO_NUMBER) if parsed else ()
    found = [_fault(desk, desk.typing(name, value), name, value) for value in values]
    found += [_fault(desk, desk.typing(name, value), name, value, 422) for value in wrong]
    found.append(_fault(desk, desk.typing(name, HOSTILE, *good), name, HOSTILE))
    return [f"{name}: {fault}" for fault in found if fault]


def _fault(desk: Desk, answer: Answer, name: str, typed: str, must: int | None = None) -> str:
    shown = repr(typed[:20])
    if answer.status not in ANSWERS or (must and answer.status != must):
        return f"{answer.status} for {shown}"
    if "<script>alert" in answer.text:
        return f"{shown} became part of the page"
    if answer.status != 422:
        return ""
    field = answer.fields.get(name)
    if must and (field is None or not field.errors):
        return f"{shown} was refused, but not by this field"
    named = field is not None and field.errors and desk.form.kinds.get(name) != "hidden"
    if named and str(escape(field.errors[0])) not in answer.text:
        return f"{shown} was refused without a word"
    kept = desk.kept(answer, name)
    written = desk.form.kinds.get(name) == "text" and not isinstance(field, PasswordField)
    if written and kept is not None and not _arrived(typed).startswith(tidy(kept[0]).lower()):
        return f"{shown} was not kept"
    return ""


def _arrived(typed: str) -> str:
    """What is no sign at all arrives as the bytes it was."""
    return str(tidy(typed.replace("\ud83d", "%ED%A0%BD"))).lower()
