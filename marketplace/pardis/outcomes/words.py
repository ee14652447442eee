"""What figures and ways of counting are called."""

from flask_babel import lazy_gettext as _

from marketplace.pardis.outcomes.counting import By

BY = {By.CRAFT: _("Craft"), By.COUNTY: _("County"), By.SEX: _("Woman or man")}
FIGURE_NAMES = {
    "enrolled": _("Enrolled"),
    "attended": _("Attended 80 percent or more"),
    "passed": _("Passed"),
    "certified": _("Certified"),
    "answered": _("Answered afterwards"),
    "licence": _("Have a licence"),
    "cooperative": _("Are in a cooperative"),
    "orders": _("Have had orders"),
    "working": _("Work in the craft"),
}
