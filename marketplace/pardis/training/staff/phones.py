"""Marks that the sheet on a phone kept while the line was down, as JSON in and out."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid
from marketplace.core.forms import row_id
from marketplace.localisation.formats import format_moment
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Mark
from marketplace.pardis.training.services import phones
from marketplace.pardis.training.services.phones import Answer, PhoneMark
from marketplace.pardis.training.words import MARKS

bp = Blueprint("phones", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/training/sheets")
MOST = 500
NAME = re.compile("[0-9a-f]{32}")


@bp.post("/<int:lesson_id>/marks")
@requires(Permission.ATTENDANCE_MARK)
def take(lesson_id: int) -> ResponseReturnValue:
    """What a phone kept. The answer says of each mark what became of it, and what stands now."""
    marks = _read(request.get_json(silent=True))
    with transaction():
        lesson = queries.lesson(lesson_id, me(), lock=True)
        told = [_told(answer) for answer in phones.take(lesson, marks, me())]
    return jsonify({"answers": told})


def _read(sent: Any) -> list[PhoneMark]:
    lines = sent.get("marks") if isinstance(sent, dict) else None
    if not isinstance(lines, list) or not 0 < len(lines) <= MOST:
        raise Invalid(_("These are no marks."))
    try:
        return [_mark(line) for line in lines]
    except (AttributeError, KeyError, OSError, OverflowError, TypeError, ValueError):
        raise Invalid(_("These are no marks.")) from None


def _mark(line: Mapping[str, Any]) -> PhoneMark:
    """`at` is in milliseconds since 1970, as scripts count."""
    return PhoneMark(
        name=_name(line["name"]),
        enrolment_id=row_id(line["enrolment"]),
        mark=Mark(line["mark"]),
        seen=int(line["seen"]),
        follows=_name(line["follows"]) if line["follows"] else "",
        made_at=min(datetime.fromtimestamp(line["at"] / 1000, UTC), now()),
    )


def _name(text: Any) -> str:
    if not NAME.fullmatch(text):
        raise ValueError(text)
    return str(text)


def _told(answer: Answer) -> dict[str, Any]:
    told: dict[str, Any] = {"name": answer.name, "outcome": answer.outcome.value, "now": None}
    if there := answer.now:
        words, _letter, _kind = MARKS[there.mark]
        told["now"] = {
            "mark": there.mark.value,
            "words": str(words),
            "version": there.version,
            "who": there.marked_by.name,
            "when": format_moment(there.marked_at),
        }
    return told
