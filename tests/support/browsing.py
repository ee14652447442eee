"""Forms as a browser sends them: what stands on a page, filled in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Typed = dict[str, list[str]]
BUTTONS = {"submit", "button", "image", "reset"}


@dataclass
class SentForm:
    """A form of a page: where it goes, what it would send now, and the kind of each field."""

    action: str
    sent: Typed = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: str | None, kind: str) -> None:
        self.kinds.setdefault(name, kind)
        self.sent.setdefault(name, [])
        if value is not None:
            self.sent[name].append(value)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[SentForm] = []
        self.by_id: dict[str, SentForm] = {}
        self.inside: SentForm | None = None
        self.list: tuple[str, list[str], bool] | None = None
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open(given)
        form = self.by_id.get(given.get("form", ""), self.inside)
        name = given.get("name", "")
        if form is None or not (name or tag in {"option", "button"}):
            return
        if tag == "input":
            _input(form, name, given)
        elif tag == "textarea":
            self.text, self.named = [], (form, name)
        elif tag == "select":
            self.choices, self.chosen, self.named = [], [], (form, name)
        elif tag == "option" and hasattr(self, "choices"):
            (self.chosen if "selected" in given else self.choices).append(given.get("value", ""))
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._button(form, name, given)

    def _button(self, form: SentForm, name: str, given: dict[str, str]) -> None:
        """One with `formaction` sends the same form to another address."""
        if name:
            form.kinds.setdefault(name, "button")
        if given.get("formaction"):
            address = urlsplit(urljoin(self.address, given["formaction"])).path
            self.forms.append(SentForm(address, form.sent, form.kinds))

    def _open(self, given: dict[str, str]) -> None:
        address = urlsplit(urljoin(self.address, given.get("action", ""))).path
        self.inside = SentForm(address) if given.get("method", "").lower() == "post" else None
        if self.inside:
            self.forms.append(self.inside)
            self.by_id[given.get("id", "-")] = self.inside

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea" and self.text is not None:
            self.named[0].add(
                self.named[1], "".join(self.text).removeprefix("\r").removeprefix("\n"), "text"
            )
            self.text = None
        elif tag == "select" and hasattr(self, "named"):
            self.named[0].add(self.named[1], [*self.chosen, *self.choices, ""][0], "choice")


def _input(form: SentForm, name: str, given: dict[str, str]) -> None:
    kind = given.get("type", "text")
    if kind in BUTTONS:
        form.kinds.setdefault(name, "button")
    elif kind in {"checkbox", "radio"}:
        form.add(name, given.get("value", "on") if "checked" in given else None, "choice")
    elif kind == "file":
        form.add(name, None, "file")
    else:
        form.add(name, given.get("value", ""), "hidden" if kind == "hidden" else "text")


def forms_of(html: str, address: str) -> list[SentForm]:
    """The forms of a page that change something."""
    reader = _Reader(address)
    reader.feed(html)
    return reader.forms
