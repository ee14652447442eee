"""The two blueprints, and a pager over addresses that keep their filters."""

from typing import Protocol
from urllib.parse import urlencode

from flask import Blueprint, request

from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("admin", __name__, url_prefix=f"{LANGUAGE_PREFIX}/admin")
office_bp = Blueprint("office", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office")


class Numbered(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def pages(self) -> int: ...
    @property
    def total(self) -> int: ...


class Pager:
    """What the macro `pager` asks of a page."""

    def __init__(self, page: Numbered) -> None:
        self.number, self.pages, self.total = page.number, page.pages, page.total

    def url(self, number: int) -> str:
        return here(page=str(number))


def here(**changed: str) -> str:
    """This address with other values in its query."""
    kept = request.args.to_dict() | changed
    return f"{request.path}?{urlencode({k: v for k, v in kept.items() if v})}"


def number_asked(name: str = "page") -> int:
    """A number in the query; 0 where there is none that could be meant."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
