"""What somebody typed beside what is saved now, for pages that two people had open at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, Field, FieldList, FileField, FormField, HiddenField, SelectField
from wtforms.form import BaseForm

from marketplace.core.forms import Form, ParsedField


class VersionedForm(Form):
    """What is written over something that somebody else may write over too."""

    version = HiddenField()

    def version_read(self) -> int:
        """The version the sender had before her; 0, which never was, where that is not told."""
        text = str(self.version.data or "")
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


@dataclass(frozen=True)
class Beside:
    """One field that differs: where it stands on the page, what is saved, what was typed."""

    id: str
    label: str
    now: str
    typed: str


def differences(form: BaseForm) -> list[Beside]:
    """The fields of a form, filled from what is saved and then sent, that say something else."""
    return [beside for field in form for beside in _of(field)]


def _of(field: Field) -> Iterator[Beside]:
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _of(entry)
    elif isinstance(field, FormField):
        yield from differences(field.form)
    elif not isinstance(field, HiddenField | FileField):
        now, typed = _said(field, field.object_data), _said(field, field.data)
        if now != typed:
            yield Beside(field.id, str(field.label.text), now, typed)


def _said(field: Field, value: Any) -> str:
    if value is None or value == "" or value is False:
        return ""
    if isinstance(field, SelectField):
        words = {str(key): str(label) for key, label, *_more in field.iter_choices()}
        return words.get(str(value), str(value))
    if isinstance(field, ParsedField):
        return field.show(value)
    return "✓" if isinstance(field, BooleanField) else " ".join(str(value).split())
