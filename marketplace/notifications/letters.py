"""Writing a mail in its receiver's language."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import current_app, g, render_template
from flask_babel import force_locale

from marketplace.config import settings
from marketplace.core.mail import Letter
from marketplace.notifications import queries
from marketplace.notifications.models import Mail

SUBJECT = "Subject: "
HEADERS = (("Auto-Submitted", "auto-generated"),)


@dataclass(frozen=True)
class Draft:
    """A mail as it was written down, to be used when no transaction is open. `calendar` is the one
    its receiver keeps; None for who has no account, and reads days as her language does."""

    key: str
    to: str
    locale: str
    template: str
    context: dict[str, Any]
    calendar: str | None


def draft_of(mail: Mail) -> Draft:
    digest = sha256(mail.key.encode()).hexdigest()[:12]
    return Draft(
        key=f"{mail.id}-{mail.template}-{digest}",
        to=mail.to,
        locale=mail.locale,
        template=mail.template,
        context=mail.context,
        calendar=queries.calendar_of(mail.to),
    )


def written(draft: Draft) -> Letter:
    """The letter in both its forms. The first line of the plain text names its subject."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    # A context of its own, so that nothing of a request that may be going on leaks into the mail.
    with (
        app.app_context(),
        app.test_request_context(base_url=settings().base_url),
        force_locale(draft.locale),
    ):
        g.calendar = draft.calendar
        plain = render_template(f"mail/{draft.template}.txt", **draft.context)
        first, _line, text = plain.strip().partition("\n")
        subject = " ".join(first.removeprefix(SUBJECT).split())
        html = render_template(f"mail/{draft.template}.html", subject=subject, **draft.context)
    return Letter(draft.key, draft.to, subject, text.strip() + "\n", html, HEADERS)
