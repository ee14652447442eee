"""The list that the treasurer hands to the bank, as a table that opens in Excel."""

import csv
from io import StringIO

from marketplace.desk.sheets import harmless
from marketplace.payouts.models import PayoutBatch

BYTE_ORDER_MARK = "\ufeff"
HEAD = ("Row", "Name", "نام", "Sheba", "Amount", "Currency", "Reference")


def bank_file(batch: PayoutBatch) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Persian; no cell becomes a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for row, payout in enumerate(batch.payouts, 1):
        names = payout.artisan.names
        cells = (
            names.get("en", ""),
            names.get("fa", ""),
            payout.sheba,
            str(payout.amount.decimal),
            payout.amount.currency,
            f"{batch.number}-{payout.id}",
        )
        writer.writerow([row, *(harmless(cell) for cell in cells)])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
