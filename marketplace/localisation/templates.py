"""Templates compiled once for each language, with the words of the page already translated."""

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, request
from flask.templating import Environment
from jinja2 import Template, pass_environment
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from marketplace.localisation.catalogues import translations_of
from marketplace.localisation.languages import LANGUAGES, language

PARTS, BODIES = 1000, 60
"""So many parts of pages are remembered in each language, and of those that fill a page so many."""

Values = tuple[tuple[str, Hashable], ...]


class Spoken(Environment):
    """Hands out each template as compiled for the language of the request or mail.

    What a template includes, imports or extends comes from the environment it was compiled in, so
    a page is of one language throughout. A language costs nothing until its first page.
    """

    language = ""
    part: Callable[[str, str, Values], Markup]
    body: Callable[[str, str, Values], Markup]

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._tongues: dict[str, Spoken] = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - Jinja calls it so
    ) -> Template:
        if self.language or isinstance(name, Template):
            return super().get_template(name, parent, globals)
        return self._tongue(language()).get_template(name, parent, globals)

    def _tongue(self, lang: str) -> "Spoken":
        lang = lang if lang in LANGUAGES else LANGUAGES[0]
        if lang not in self._tongues:
            made = self.overlay()
            made.language = lang
            made.part = lru_cache(maxsize=PARTS)(made._part)
            made.body = lru_cache(maxsize=BODIES)(made._part)
            self._tongues[lang] = made
        return self._tongues[lang]

    def _part(self, name: str, _root: str, values: Values) -> Markup:
        return Markup(self.get_template(name).render(dict(values)))  # noqa: S704 # nosec B704


@pass_environment
def part(environment: Spoken, name: str, **values: Hashable) -> Markup:
    """A part of a page from a template of its own, which may use nothing but the language and these
    values: then it was made once before, as a rule, and is remembered."""
    return environment.part(name, _root(), tuple(values.items()))


@pass_environment
def body(environment: Spoken, name: str, **values: Hashable) -> Markup:
    """The same for what fills most of a page, which is long: few of them are remembered."""
    return environment.body(name, _root(), tuple(values.items()))


def _root() -> str:
    return request.root_path if request else ""


class Translated(Extension):
    """Where a template of a page says `_("words")`, their translation stands when it is compiled.

    What has values to put in, `_("%(n)s pieces", n=3)`, has them put into the translation. Values
    are escaped and words are not, as gettext of templates does it.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals["filled"] = filled

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        lang = getattr(self.environment, "language", "")
        tokens = list(stream)
        if not lang or not (stream.name or "").endswith(".html"):
            return tokens
        return _translated(tokens, lang)


def filled(words: str, **values: Any) -> Markup:
    """Translated words of a template with values put in, which are escaped; the words are ours."""
    return Markup(words) % values  # noqa: S704 # nosec B704


def _translated(tokens: list[Token], lang: str) -> Iterable[Token]:
    say = translations_of(lang).ugettext
    at = 0
    while at < len(tokens):
        here = tokens[at]
        kinds = [token.type for token in tokens[at : at + 4]]
        if here.test("name:_") and kinds[1:3] == ["lparen", "string"]:
            words = Token(here.lineno, "string", say(tokens[at + 2].value))
            if kinds[3] == "rparen":
                yield from _constant(words)
                at += 4
                continue
            if kinds[3] == "comma":
                yield Token(here.lineno, "name", "filled")
                yield from (tokens[at + 1], words)
                at += 3
                continue
        yield here
        at += 1


def _constant(words: Token) -> Iterable[Token]:
    """`("words"|safe)`, which Jinja works out while it compiles; a doubled percent sign is one."""
    line = words.lineno
    yield Token(line, "lparen", "(")
    yield Token(line, "string", words.value % {})
    yield Token(line, "pipe", "|")
    yield Token(line, "name", "safe")
    yield Token(line, "rparen", ")")
