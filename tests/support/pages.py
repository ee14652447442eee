"""What must hold for the HTML of every page, whoever made it."""

import re
from collections import Counter
from html.parser import HTMLParser

HANDLER = re.compile(r"on[a-z]+")
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
CLOSED_BY_OTHERS = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"]
)
NAMED_BY_ID = ("for", "aria-labelledby", "aria-describedby", "form", "list")


class Page(HTMLParser):
    """Reads a page once and remembers what the checks below ask about."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.named: set[str] = set()
        self.faults: list[str] = []
        self.title = ""
        self.document: dict[str, str | None] = {}
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if tag not in VOID:
            self._open.append(tag)
        if tag == "html":
            self.document = given
        if given.get("id") is not None:
            self.ids[str(given["id"])] += 1
        for name in NAMED_BY_ID:
            self.named.update((given.get(name) or "").split())
        self._look_at(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1] != tag and self._open[-1] in CLOSED_BY_OTHERS:
            self._open.pop()
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else (line {self.getpos()[0]})")

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"] and "svg" not in self._open:
            self.title += data

    def _look_at(self, tag: str, given: dict[str, str | None]) -> None:
        if "style" in given or tag == "style":
            self.faults.append(f"style within the page: <{tag}> (line {self.getpos()[0]})")
        if handlers := [name for name in given if HANDLER.fullmatch(name)]:
            self.faults.append(f"script within the page: <{tag} {handlers[0]}>")
        data = (given.get("type") or "").endswith("json")
        if tag == "script" and not data and "src" not in given and "nonce" not in given:
            self.faults.append("script within the page")
        if tag == "img" and not {"alt", "width", "height"} <= set(given):
            self.faults.append(f"picture without alt, width or height: {given.get('src')}")


def faults_in(html: str) -> list[str]:
    """Everything that is wrong with a page, as far as its text can tell."""
    page = Page(html)
    faults = page.faults
    faults += [f"id repeated: {id}" for id, times in page.ids.items() if times > 1]
    faults += [f"named but not there: {id}" for id in sorted(page.named - set(page.ids))]
    faults += [f"{page.tags[tag]} <{tag}>" for tag in ("h1", "main") if page.tags[tag] != 1]
    if not page.title.strip():
        faults.append("no title")
    if set(page.document) < {"lang", "dir"}:
        faults.append("no language or direction")
    if "\N{REPLACEMENT CHARACTER}" in html or re.search(r"\{\{|\{%|<Undefined|&lt;Markup", html):
        faults.append("something of the template shows")
    return faults
