"""What certificates are called as they stand, and why they hold no more."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from marketplace.pardis.credentials.models import Ground, Standing

STANDINGS: Mapping[Standing, tuple[object, str]] = {
    Standing.VALID: (_("Valid"), "ok"),
    Standing.EXPIRED: (_("Expired"), "wait"),
    Standing.REVOKED: (_("Revoked"), "bad"),
}
GROUNDS: Mapping[Ground, object] = {
    Ground.RESULT: _("The result on which it stood was corrected."),
    Ground.ERROR: _("It was given out in error, or with an error in it."),
    Ground.FRAUD: _("It was obtained by deceit."),
    Ground.WISH: _("Its holder wished so."),
}
