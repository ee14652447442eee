"""Numbers with check digits, for those who stand above `core`."""

from marketplace.core.checks import (
    bic,
    iban,
    national_code,
    national_id,
    phone,
    postal_code,
    sheba,
)

__all__ = ["bic", "iban", "national_code", "national_id", "phone", "postal_code", "sheba"]
