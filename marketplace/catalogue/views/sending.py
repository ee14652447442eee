"""How a screen is answered that a script sent, perhaps long after it was written and perhaps twice."""

import re

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from marketplace.catalogue.forms.parts import StepForm


def by_script() -> bool:
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def key() -> str:
    """What tells this sending from every other; nothing where the browser itself sent it."""
    given = request.headers.get("Idempotency-Key", "")
    return given if re.fullmatch("[0-9a-f]{16,32}", given) else ""


def saved(onward: str, version: int) -> ResponseReturnValue:
    """`{"next": address, "version": …}` for a script; the next page for everyone else."""
    return jsonify(next=onward, version=version) if by_script() else redirect(onward)


def not_saved(form: StepForm, status: int) -> ResponseReturnValue:
    """`{"faults": [{"field", "label", "message"}]}` and the status."""
    return jsonify(faults=form.faults()), status
