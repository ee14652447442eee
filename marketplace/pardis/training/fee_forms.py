"""What is typed about fees: prices, scholarships, ways of paying."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from marketplace.config import settings
from marketplace.core.forms import DayField, Form, MoneyField, Required, options
from marketplace.localisation.formats import format_money, format_percent
from marketplace.localisation.languages import local_text
from marketplace.pardis.training import queries
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Fee
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import charging
from marketplace.pardis.training.services.pricing import Price
from marketplace.payments.gateways import gateways


class PriceForm(Form):
    """What a course, or one group of it, costs from a day on."""

    course = SelectField(_("Course"), [Required()])
    group = StringField(
        _("Only in the group"),
        [Optional(), Length(max=40)],
        description=_("Its number, or empty for all groups."),
    )
    currency = SelectField(_("Currency"), [Required()])
    amount = MoneyField(_("Fee"), [Required()], currency="IRR")
    from_day = DayField(_("From the day"), [Required()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, data={"from_day": today_in_tehran()}, **kwargs)
        self.course.choices = options((c.code, local_text(c.names)) for c in queries.courses())
        known = ("IRR", settings().order_currency)
        self.currency.choices = options((code, code) for code in known)

    def price(self) -> Price:
        amount = type(self.amount.data)(self.amount.data.minor, self.currency.data)
        return Price(
            course=self.course.data,
            group=self.group.data or "",
            amount=amount,
            from_day=self.from_day.data,
        )


class ScholarshipForm(Form):
    """Who pays less, and why."""

    code = SelectField(_("Scholarship"), [Required()])
    reason = StringField(_("On what papers"), [Required(), Length(max=300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = found.scholarships(today_in_tehran())
        self.code.choices = options((code, _named(rule)) for code, rule in rules.items())


def _named(rule: Any) -> str:
    percent = format_percent(rule.percent * 100)
    return str(gettext("%(name)s, %(percent)s less", name=local_text(rule.names), percent=percent))


class WayForm(Form):
    way = SelectField(_("How to pay"), [Required()])

    def __init__(self, *args: Any, fee: Fee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, amounts = gateways(), charging.ways(fee).amounts
        self.way.choices = options(
            (name, f"{known[name].title} · {format_money(amount.money)}")
            for name, amount in amounts.items()
        )
