"""A card company to pay at, and a shop that has its keys and an administrator's word."""

from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.config import Settings
from tests.support.stripe import FakeStripe, running
from tests.support.stripe.shop import card_settings


@pytest.fixture(scope="session")
def fake_stripe() -> Iterator[FakeStripe]:
    with running() as fake:
        yield fake


@pytest.fixture
def stripe(fake_stripe: FakeStripe, app: Flask) -> Iterator[FakeStripe]:
    """The company, with nothing in its books; our keys are set."""
    fake_stripe.reset()
    before: Settings = app.extensions["settings"]
    app.extensions["settings"] = card_settings(before, fake_stripe)
    yield fake_stripe
    app.extensions["settings"] = before
