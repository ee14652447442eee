"""One blueprint for what all tables share. Each table says itself who may read it, so its doors are
open to whoever is signed in, and a table that is not hers does not exist for her."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.accounts import confirming, sessions
from marketplace.accounts.access import me
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("desk", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/desk")


def ask_once_more() -> ResponseReturnValue | None:
    """Before what moves money, roles or bank details: a page that asks who she is, unless she has
    proved it a moment ago."""
    return None if sessions.confirmed_lately() else confirming.confirm_or_ask(me())
