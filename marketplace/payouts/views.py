"""A maker's own earnings, on her phone."""

from functools import partial

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives.queries import artisan_of
from marketplace.localisation.languages import LANGUAGE_PREFIX, language
from marketplace.payouts import earnings, months
from marketplace.payouts.earnings import SalesPage
from marketplace.payouts.house import kept_of
from marketplace.payouts.statements import name_of
from marketplace.payouts.statements import statement as rendered
from marketplace.payouts.words import STAGE_WORDS

bp = Blueprint("earnings", __name__, url_prefix=f"{LANGUAGE_PREFIX}/earnings")


class _Pager:
    def __init__(self, page: SalesPage) -> None:
        self.number, self.pages, self.total = page.number, page.pages, page.total

    def url(self, number: int) -> str:
        return url_for("earnings.mine", page=number)


@bp.get("")
@requires(Permission.STUDIO_USE)
def mine() -> ResponseReturnValue:
    artisan = artisan_of(me())
    number = request.args.get("page", "1")
    kept = kept_of(artisan.id)
    page = earnings.sales_of(artisan, kept, int(number) if number.isdecimal() else 1)
    sums = earnings.sums_of(artisan, kept)
    chart = {one.currency: months.months_of(artisan, one.currency, kept.values()) for one in sums}
    return render_template(
        "earnings/mine.html",
        sums=sums,
        chart=chart,
        bars=partial(months.bars, rtl=language() == "fa"),
        split=months.split_of(page.rows[0]) if page.rows else [],
        page=page,
        pager=_Pager(page),
        payouts=earnings.payouts_of(artisan),
        account_end=artisan.sheba[-4:] if artisan.sheba else "",
        stages=STAGE_WORDS,
    )


@bp.get("/statements/<int:payout_id>.pdf")
@requires(Permission.STUDIO_USE)
def statement(payout_id: int) -> ResponseReturnValue:
    payout = earnings.payout_of(artisan_of(me()), payout_id)
    response = Response(rendered(payout), content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name_of(payout))
    response.headers["Cache-Control"] = "private, no-store"
    return response
