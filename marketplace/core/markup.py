"""Pages are written with generous white space and sent without it."""

import re
from collections.abc import Iterable

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

RUN = re.compile(r"\s*\n\s*|^[ \t]{2,}")
"""A break of the line, or what is left of one whose beginning a tag of the template was."""


class Dense(Extension):
    """Where a template of a page breaks a line, one line break is left of all that white space.

    It happens when the template is compiled, to its own words only: what is put into them, and
    templates that are no HTML, stay as they are.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        dense = (stream.name or "").endswith(".html")
        for token in stream:
            if dense and token.type == "data":
                yield Token(token.lineno, "data", RUN.sub("\n", token.value))
            else:
                yield token
