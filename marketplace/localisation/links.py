"""Addresses of pages: the same page in another language, and the one true address of each."""

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for

from marketplace.config import settings
from marketplace.localisation.languages import LANGUAGES, language

Kept = tuple[tuple[str, Any], ...]


def address(endpoint: str, **values: Any) -> str:
    """The `url_for` of templates: within a request an address depends on its parts and the
    language alone, so what was built once is remembered."""
    plain = all(type(value) in {str, int} for value in values.values())
    if not request or not plain or "lang" in values or endpoint.startswith("."):
        return url_for(endpoint, **values)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return _address(app, request.root_path, language(), endpoint, tuple(values.items()))


@lru_cache(maxsize=2000)
def _address(app: Flask, _root: str, _lang: str, endpoint: str, values: Kept) -> str:
    return url_for(endpoint, **dict(values))


def in_language(lang: str) -> str:
    """The address of this very page in another language; of the home page where it has none."""
    if request.view_args is not None and request.url_rule and "lang" in request.url_rule.arguments:
        path = f"/{lang}/{request.path.split('/', 2)[-1]}"
        query = request.query_string.decode("latin-1")
        return f"{path}?{query}" if query else path
    return f"/{lang}/"


def same_page(**changes: Any) -> str:
    """The address of this very page with parts of its query changed; None takes a part away."""
    query = {**request.args.to_dict(flat=False), **changes}
    kept = {name: value for name, value in query.items() if value is not None}
    return url_for(request.endpoint or "root", **(request.view_args or {}) | kept)


def alternates() -> dict[str, str]:
    """This page's full addresses by language, for hreflang; empty for pages without a language."""
    if not (request.url_rule and "lang" in request.url_rule.arguments):
        return {}
    rest = request.path.split("/", 2)[-1]
    return {lang: f"{settings().base_url}/{lang}/{rest}" for lang in LANGUAGES}


def canonical() -> str:
    """The full address of this page without its query."""
    return settings().base_url + request.path
