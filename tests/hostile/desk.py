"""Somebody before a form that would be accepted as it stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from wtforms import Field, FieldList, FormField

from marketplace.core.db import db
from marketplace.core.forms import Form
from tests.conftest import ClientOf
from tests.hostile.doors import Door, Values
from tests.support.browsing import SentForm, Typed, forms_of
from tests.support.estate import Estate, make_estate, values_for

KIND = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What came back, and the forms that the view read."""

    status: int
    text: str
    forms: list[Form]

    @property
    def fields(self) -> dict[str, Field]:
        return {field.name: field for form in reversed(self.forms) for field in _flat(form)}


@dataclass
class Desk:
    client: FlaskClient
    action: str
    form: SentForm
    status: int

    def send(self, typed: Typed) -> Answer:
        """Ask, and undo whatever it did."""
        body = urlencode(typed, doseq=True, errors="surrogatepass")
        made: list[Form] = []
        before_ = dict(self.client._cookies or {})  # type: ignore[attr-defined]
        db.session.commit()
        before = db.engines[None].begin_nested()  # type: ignore[attr-defined]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Form, "__init__", _remembering(made))
            answer = self.client.post(self.action, data=body, content_type=KIND)
        db.session.remove()
        before.rollback()
        self.client._cookies = before_  # type: ignore[attr-defined]
        return Answer(answer.status_code, answer.text, made)

    def typing(self, name: str, *values: str) -> Answer:
        return self.send({**self.form.sent, name: [*values]})

    def kept(self, answer: Answer, name: str) -> list[str] | None:
        """What the field holds on the page that came back; None where the page has no such form."""
        again = [form for form in forms_of(answer.text, self.action) if form.action == self.action]
        return next((form.sent[name] for form in again if name in form.sent), None)


def open_desk(app: Flask, client_of: ClientOf, endpoint: str, door: Door) -> Desk:
    estate = make_estate()
    given = door.prepare(estate)
    client = client_of(estate.user(door.role))
    door.before(client, given)
    page = address(app, door.page or endpoint, estate, given)
    action = address(app, endpoint, estate, given)
    text = client.get(page + door.query).text
    filled = {**door.fills, **given.get("fills", {})}
    names = set(filled)
    fitting = [form for form in forms_of(text, page) if form.action == action]
    form = next((form for form in fitting if names <= {*form.kinds}), None)
    assert form, f"{page} has no form for {action} with {names}"
    form.sent = {name: sent for name, sent in form.sent.items() if "__n__" not in name}
    for name, value in filled.items():
        form.sent[name] = [value]
    return Desk(client, action, form, door.status)


def address(app: Flask, endpoint: str, estate: Estate, given: Values) -> str:
    rule = max(app.url_map.iter_rules(endpoint), key=lambda rule: len(rule.arguments))
    known = given | ({"number": given["order"]} if _by_order(endpoint, given) else {})
    missing = SimpleNamespace(endpoint=endpoint, arguments=rule.arguments - {*known})
    values = values_for(missing, estate)  # type: ignore[arg-type]
    with app.test_request_context():
        return url_for(
            endpoint, **values, **{k: v for k, v in known.items() if k in rule.arguments}
        )


def _by_order(endpoint: str, given: Values) -> bool:
    return endpoint.startswith("office_orders") and "order" in given


def _remembering(made: list[Form]) -> Callable[..., None]:
    begin = Form.__init__

    def remember(form: Form, *args: Any, **kwargs: Any) -> None:
        begin(form, *args, **kwargs)
        made.append(form)

    return remember


def _flat(form: Any) -> Iterator[Field]:
    """Every field, those of rows too."""
    for field in form:
        if isinstance(field, FieldList):
            for row in field:
                yield from _flat(row.form) if isinstance(row, FormField) else [row]
        else:
            yield field
