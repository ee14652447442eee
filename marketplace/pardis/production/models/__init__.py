"""Materials and bills, work orders with their shares and batches, inspections, wages, working time."""

from marketplace.pardis.production.models.bills import Bill, BillLine, BillStep
from marketplace.pardis.production.models.capacity import USUAL_WEEK, Absence, WorkingWeek
from marketplace.pardis.production.models.inspection import (
    Bound,
    Criterion,
    Grade,
    Inspection,
    InspectionPicture,
    Measurement,
)
from marketplace.pardis.production.models.materials import Material, Unit
from marketplace.pardis.production.models.movements import Happening, MaterialMovement
from marketplace.pardis.production.models.orders import (
    STANDING,
    Batch,
    BatchState,
    KitLine,
    Offer,
    OfferState,
    Purpose,
    WorkNote,
    WorkOrder,
    WorkState,
)
from marketplace.pardis.production.models.wages import (
    CURRENCY,
    Advance,
    AdvanceKind,
    PieceRate,
    Repayment,
    RunState,
    WageLine,
    WageSlip,
    WagesRun,
)

__all__ = [
    "CURRENCY",
    "STANDING",
    "USUAL_WEEK",
    "Absence",
    "Advance",
    "AdvanceKind",
    "Batch",
    "BatchState",
    "Bill",
    "BillLine",
    "BillStep",
    "Bound",
    "Criterion",
    "Grade",
    "Happening",
    "Inspection",
    "InspectionPicture",
    "KitLine",
    "Material",
    "MaterialMovement",
    "Measurement",
    "Offer",
    "OfferState",
    "PieceRate",
    "Purpose",
    "Repayment",
    "RunState",
    "Unit",
    "WageLine",
    "WageSlip",
    "WagesRun",
    "WorkNote",
    "WorkOrder",
    "WorkState",
    "WorkingWeek",
]
