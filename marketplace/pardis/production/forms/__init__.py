"""What the workshop's people and its makers type."""

from marketplace.pardis.production.forms.grading import GradeForm, grade_form
from marketplace.pardis.production.forms.money import AdvanceForm, RateForm, RunForm
from marketplace.pardis.production.forms.orders import (
    CancelForm,
    DeclineForm,
    HandInForm,
    NoteForm,
    OfferForm,
    OrderForm,
)
from marketplace.pardis.production.forms.store import (
    BillForm,
    BillOfForm,
    KitForm,
    MaterialForm,
    MovementForm,
)
from marketplace.pardis.production.forms.time import AbsenceForm, WeekForm

__all__ = [
    "AbsenceForm",
    "AdvanceForm",
    "BillForm",
    "BillOfForm",
    "CancelForm",
    "DeclineForm",
    "GradeForm",
    "HandInForm",
    "KitForm",
    "MaterialForm",
    "MovementForm",
    "NoteForm",
    "OfferForm",
    "OrderForm",
    "RateForm",
    "RunForm",
    "WeekForm",
    "grade_form",
]
