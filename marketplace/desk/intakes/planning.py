"""From lines of text to what would be done: every fault is found, not only the first."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _

from marketplace.core.errors import Invalid
from marketplace.desk.intakes.kinds import Cell, Fault, Kind, Order, Plan, Row
from marketplace.desk.intakes.reading import Line
from marketplace.localisation.languages import language
from marketplace.localisation.letters import fold

Places = dict[str, int]
Readers = dict[str, Callable[[str], Any]]


def plan_of(kind: Kind, order: Order, lines: Sequence[Line]) -> Plan:
    """What would come of a file. Rows that cannot be read are no obstacle to finding the faults of
    the others."""
    plan = Plan(rows=len(lines) - 1)
    places = _places(kind, lines[0], plan)
    if plan.faults:
        return plan
    readers = {c.key: c.prepare() if c.prepare else c.read for c in kind.cells}
    rows = [_row(kind, readers, line, places, plan) for line in lines[1:]]
    kind.plan(order, _once(kind, rows, plan), plan)
    plan.faults.sort(key=lambda fault: fault.row)
    return plan


def _places(kind: Kind, heads: Line, plan: Plan) -> Places:
    """Where each column stands, by its key."""
    known = {fold(name): cell for cell in kind.cells for name in _names(cell)}
    found: Places = {}
    for place, text in enumerate(heads.cells):
        cell = known.get(fold(text))
        if cell and cell.key not in found:
            found[cell.key] = place
        elif text:
            again = _("This column stands here twice.")
            plan.refuse(heads.number, text, again if cell else _("No column has this name."))
    for cell in kind.cells:
        if cell.required and cell.key not in found:
            plan.refuse(heads.number, cell.heads[language()], _("This column is missing."))
    return found


def _names(cell: Cell) -> list[str]:
    return [cell.key, *cell.heads.values(), *cell.also]


def _row(kind: Kind, readers: Readers, line: Line, places: Places, plan: Plan) -> Row:
    values: dict[str, Any] = {}
    faults = len(plan.faults)
    for cell in kind.cells:
        place = places.get(cell.key)
        text = line.cells[place] if place is not None and place < len(line.cells) else ""
        values[cell.key] = cell.default
        try:
            if place in line.formulas:
                raise ValueError(_("This cell is a formula. Paste its value in its place."))
            if text or cell.required:
                values[cell.key] = _read(readers[cell.key], text)
        except (ValueError, Invalid) as wrong:
            plan.refuse(line.number, cell.heads[language()], wrong)
    return Row(line.number, values, whole=len(plan.faults) == faults)


def _read(reader: Callable[[str], Any], text: str) -> Any:
    if not text:
        raise ValueError(_("This is still empty."))
    return reader(text)


def _once(kind: Kind, rows: Sequence[Row], plan: Plan) -> list[Row]:
    """Rows of which each speaks of another thing."""
    first: dict[object, int] = {}
    kept = []
    for row in rows:
        key = kind.natural_key(row)
        if key in first and row.whole:
            column = kind.head(kind.natural[0], language())
            words = _("The same stands in row %(row)s already.", row=first[key])
            plan.faults.append(Fault(row.number, column, words))
        else:
            first.setdefault(key, row.number)
            kept.append(row)
    return kept
