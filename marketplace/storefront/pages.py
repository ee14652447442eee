"""Pages that are only words: who we are, how it works, shipping, privacy, terms.

Each is written in its language, not translated, so each language has a template of its own.
"""

from email.utils import parseaddr

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import public
from marketplace.config import settings
from marketplace.localisation.languages import LANGUAGE_PREFIX, language
from marketplace.storefront.blueprint import bp


@bp.get(f"{LANGUAGE_PREFIX}/<any(about, 'how-it-works', shipping, privacy, terms):name>")
@public
def page(name: str) -> ResponseReturnValue:
    return render_template(
        f"pages/{language()}/{name}.html",
        contact=parseaddr(settings().mail_from)[1],
        hold_days=settings().transfer_hold_days,
        credit_days=settings().credit_after_days,
        order_currency=settings().order_currency,
        session_days=settings().session_days,
    )
