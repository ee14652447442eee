"""The auditor reads everything and changes nothing."""

import re

import pytest
from flask import Flask

from marketplace.accounts.permissions import GRANTS, Role
from marketplace.catalogue.models import RevisionState
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_revision
from tests.support.estate import make_estate

SHOWING = ("/buyer", "/file", "/acts")
"""Forms that only show, take out or print what she may read; the trail keeps that."""
READING = ("read", "enter")
PAGES = (
    "review/",
    "review/{revision}",
    "orders",
    "orders/{order}",
    "transfers",
    "transfers/{reference}",
    "transfers/refunds",
    "payouts",
    "payouts/{batch}",
    "members/",
    "members/{maker}",
    "stock/",
)


def test_she_is_granted_nothing_but_reading() -> None:
    assert {permission.value.split(":")[1] for permission in GRANTS[Role.AUDITOR]} <= set(READING)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_office_opens_without_a_form_that_changes(
    app: Flask, client_of: ClientOf, page: str
) -> None:
    estate = make_estate()
    revision = make_revision(product=estate.things["product"], state=RevisionState.IN_REVIEW)
    db.session.commit()
    address = page.format(
        revision=revision.id,
        order=estate.order.number,
        reference=estate.order.payment.reference if estate.order.payment else "",
        batch=estate.things["batch"].number,
        maker=estate.maker[1].id,
    )
    answer = client_of(make_user(Role.AUDITOR)).get(f"/en/office/{address}")
    assert answer.status_code == 200
    forms = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', answer.text)
    changing = [action for action in forms if not action.endswith(SHOWING)]
    assert [action for action in changing if "/office/" in action] == []
