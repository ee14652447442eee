"""What the screens share: how texts in two languages and lengths become fields and back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wtforms import Field, FieldList, FormField, HiddenField

from marketplace.core.db import Texts
from marketplace.core.forms import Form

LANGUAGES = ("fa", "en")
MOST_MM = 30_000
MOST_GRAMS = 200_000


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, wherever it stands in the form. `field` is its id."""

    field: str
    label: str
    message: str


class StepForm(Form):
    """One screen. `seen` is the version of the proposal that its writer had before her."""

    seen = HiddenField()

    def seen_version(self) -> int:
        text = str(self.seen.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def faults(self) -> list[Fault]:
        """All of them in the order of the fields; first what concerns the form as a whole."""
        whole = [Fault("", "", str(message)) for message in self.form_errors]
        return whole + [fault for field in self for fault in _faults_of(field)]


def _faults_of(field: Field) -> list[Fault]:
    if isinstance(field, FieldList | FormField):
        return [fault for inner in field for fault in _faults_of(inner)]
    return [Fault(field.id, str(field.label.text), str(message)) for message in field.errors]


class RowForm(Form):
    """One row among several of a page's form, whose token guards it too."""

    class Meta(Form.Meta):
        csrf = False


def texts(**fields: Field) -> Texts:
    """What was written, by language; languages left empty are left out."""
    return {lang: str(field.data).strip() for lang, field in fields.items() if written(field)}


def merged(old: Texts, new: Texts) -> Texts:
    """The new words; words in languages that the screen does not show stay."""
    return {lang: text for lang, text in old.items() if lang not in LANGUAGES} | new


def written(field: Field) -> bool:
    return bool(str(field.data or "").strip())


def centimetres(mm: int | None) -> Decimal | None:
    """People measure in centimetres; 186.5, and 186 without decimals."""
    if mm is None:
        return None
    return Decimal(mm // 10) if mm % 10 == 0 else Decimal(mm) / 10


def millimetres(cm: Decimal | None) -> int | None:
    return None if cm is None else int((cm * 10).to_integral_value())


def shown(**texts_of: Texts) -> dict[str, Any]:
    """Texts as the values of fields named `<name>_<lang>`."""
    return {
        f"{name}_{lang}": words.get(lang, "")
        for name, words in texts_of.items()
        for lang in LANGUAGES
    }
