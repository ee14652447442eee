"""The certificate on paper, in Persian or English, with a code that leads to the page which says
whether it still holds."""

from datetime import date
from decimal import Decimal

from flask_babel import force_locale, gettext

from marketplace.config import settings
from marketplace.core import pdf
from marketplace.core.db import Json
from marketplace.core.qr import qr_svg
from marketplace.localisation.formats import format_number, own_digits, paper_day
from marketplace.pardis.credentials.models import Certificate
from marketplace.pardis.training.models import Level
from marketplace.pardis.training.words import LEVELS

TEMPLATE = "certificate.typ"
CENTRE = {"fa": "مرکز صنایع‌دستی پردیس", "en": "Pardis handicraft centre"}


def render(certificate: Certificate, lang: str) -> bytes:
    """The PDF, made from what was kept when it was given out."""
    with force_locale(lang):
        return pdf.render(TEMPLATE, _content(certificate, lang))


def name_of(certificate: Certificate, lang: str) -> str:
    return f"{certificate.number}-{lang}.pdf"


def verified_at(certificate: Certificate, lang: str) -> str:
    """The full address of the page that says whether it holds."""
    return f"{settings().base_url}/{lang}/certificates/{certificate.code}"


def _content(certificate: Certificate, lang: str) -> Json:
    kept = certificate.content
    other = "en" if lang == "fa" else "fa"
    address = verified_at(certificate, lang)
    return {
        "lang": lang,
        "centre": CENTRE[lang],
        "title": gettext("Certificate of completion"),
        "certifies": gettext("This certifies that"),
        "name": _name(certificate, lang),
        "lines": _sentence(kept, lang),
        "other": _other(certificate, other),
        "other_lang": other,
        "facts": _facts(certificate, lang),
        "qr": qr_svg(address),
        "qr_alt": gettext("Code that leads to the check of this certificate"),
        "address": address,
        "trainer": kept["trainer"],
        "trainer_role": gettext("Trainer"),
        "coordinator": kept["coordinator"],
        "coordinator_role": gettext("For the centre"),
        "issued_on": paper_day(certificate.issued_on, lang),
    }


def _name(certificate: Certificate, lang: str) -> str:
    return (certificate.latin_name if lang == "en" else "") or certificate.name


def _course(kept: Json, lang: str) -> str:
    names: dict[str, str] = kept["course"]
    name = names.get(lang) or next(iter(names.values()), "")
    level = LEVELS[Level(kept["level"])]
    return str(gettext("%(course)s, %(level)s", course=name, level=level))


def _sentence(kept: Json, lang: str) -> list[str]:
    """Who did what, in how many hours, between which days."""
    began, ended = (_day(kept[part], lang) for part in ("began", "ended"))
    hours = format_number(kept["hours"], lang)
    between = {"began": began, "ended": ended, "hours": hours}
    return [
        gettext("attended the course “%(course)s”", course=_course(kept, lang)),
        gettext("from %(began)s to %(ended)s, %(hours)s hours,", **between),
        gettext("and passed its practical and theoretical assessment."),
    ]


def _other(certificate: Certificate, lang: str) -> list[str]:
    """The same, smaller, in the other language."""
    with force_locale(lang):
        what, when, passed = _sentence(certificate.content, lang)
        return [f"{_name(certificate, lang)} {what}", f"{when} {passed}"]


def _facts(certificate: Certificate, lang: str) -> list[list[str]]:
    kept = certificate.content
    of_100 = [format_number(Decimal(kept[part]), lang) for part in ("practical", "theory")]
    practical, theory = (gettext("%(marks)s of 100", marks=marks) for marks in of_100)
    share = gettext("%(share)s%%", share=format_number(kept["attendance"], lang))
    facts = [
        [gettext("Practical part"), practical],
        [gettext("Theory"), theory],
        [gettext("Attended"), share],
        [gettext("Number"), certificate.number],
    ]
    if kept["standard_code"]:
        facts.append([gettext("Skill standard"), kept["standard_code"]])
    if certificate.valid_until:
        facts.append([gettext("Valid until"), paper_day(certificate.valid_until, lang)])
    return facts


def _day(told: str, lang: str) -> str:
    return own_digits(paper_day(date.fromisoformat(told), lang))
