from datetime import date
from decimal import Decimal

import pytest

from marketplace.core.db import db
from marketplace.localisation.models import ExchangeRate


@pytest.fixture
def rate() -> None:
    """A dirham is a quarter of a euro, as known since the first of January."""
    db.session.query(ExchangeRate).filter(ExchangeRate.base.in_(["AED"])).delete()
    db.session.query(ExchangeRate).filter(ExchangeRate.quote.in_(["AED"])).delete()
    db.session.add(
        ExchangeRate(
            base="AED", quote="EUR", as_of=date(2026, 1, 1), rate=Decimal("0.25"), source="test"
        )
    )
    db.session.flush()
