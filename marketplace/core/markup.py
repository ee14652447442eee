"""Templates are indented for who writes them; what is sent is not."""

import re

from jinja2.ext import Extension

INDENTED = re.compile(r"\n[ \t]+")


class Outdented(Extension):
    """Leaves one space of the indentation of HTML templates, once, when they are compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        return INDENTED.sub("\n ", source) if (name or "").endswith(".html") else source
