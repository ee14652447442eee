"""Whose turn it is, and by when she would be done."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import artisan_crafts
from marketplace.cooperatives.models import Artisan, Membership
from marketplace.core.clock import now, today
from marketplace.core.db import Json, db
from marketplace.localisation.languages import local_text
from marketplace.pardis.holidays import holidays
from marketplace.pardis.production.calendar import (
    Times,
    WorkingTime,
    finished_on,
    horizon,
    today_in_tehran,
)
from marketplace.pardis.production.models import (
    STANDING,
    Absence,
    Batch,
    Offer,
    OfferState,
    WorkingWeek,
    WorkOrder,
    WorkState,
)

LOOKS_BACK = 90
"""Days over which offered minutes are counted."""
UNFINISHED = (WorkState.OFFERED, WorkState.ACCEPTED, WorkState.IN_PROGRESS)


@dataclass(frozen=True)
class Turn:
    """A maker who could be asked: how many minutes of work she was offered lately, by when she
    would be done, whether that is in time, her place in the row, and how long the row is."""

    artisan: Artisan
    offered: int
    promised_on: date | None
    fits: bool
    rank: int = 0
    fitting: int = 0
    known: int = 0

    @property
    def name(self) -> str:
        return str(local_text(self.artisan.names))

    def as_json(self) -> Json:
        """What is kept of it with an offer, and shown to whoever asks."""
        return {
            "days": LOOKS_BACK,
            "minutes": self.offered,
            "rank": self.rank,
            "fitting": self.fitting,
            "known": self.known,
            "fits": self.fits,
        }


def turns(order: WorkOrder, pieces: int) -> list[Turn]:
    """Everybody who could be asked for so many pieces, those first whose turn it is.

    That is a member of the cooperative who works in the craft and was not asked for this order:
    first those who would be done in time, among them whoever was offered the fewest minutes of work
    in the last 90 days (declined ones count, those taken back do not), then whoever was last offered
    something longest ago, then the smaller number.
    """
    makers = _makers(order)
    ids = [maker.id for maker in makers]
    offered, promised = offered_lately(ids), promised_on(ids, pieces * order.bill.minutes)
    rows = [
        (_turn(maker, offered.get(maker.id, (0, None))[0], promised[maker.id], order), maker)
        for maker in makers
    ]
    never = datetime.min.replace(tzinfo=now().tzinfo)
    rows.sort(
        key=lambda row: (
            not row[0].fits,
            row[0].offered,
            offered.get(row[1].id, (0, None))[1] or never,
            row[1].id,
        )
    )
    fitting = sum(turn.fits for turn, _maker in rows)
    return [
        Turn(turn.artisan, turn.offered, turn.promised_on, turn.fits, rank, fitting, len(rows))
        for rank, (turn, _maker) in enumerate(rows, 1)
    ]


def _turn(maker: Artisan, offered: int, promised: date | None, order: WorkOrder) -> Turn:
    return Turn(maker, offered, promised, promised is not None and promised <= order.due_on)


def _makers(order: WorkOrder) -> Sequence[Artisan]:
    asked = select(Offer.artisan_id).where(
        Offer.work_order_id == order.id, Offer.state != OfferState.WITHDRAWN
    )
    return db.session.scalars(
        select(Artisan)
        .join(Membership, Membership.artisan_id == Artisan.id)
        .join(artisan_crafts, artisan_crafts.c.artisan_id == Artisan.id)
        .where(
            artisan_crafts.c.craft_id == order.variant.product.craft_id,
            Membership.cooperative_id == order.cooperative_id,
            Membership.starts_on <= today(),
            or_(Membership.ends_on.is_(None), Membership.ends_on > today()),
            Artisan.id.not_in(asked),
        )
        .options(joinedload(Artisan.place))
        .order_by(Artisan.id)
    ).all()


def offered_lately(artisan_ids: Collection[int]) -> Mapping[int, tuple[int, datetime | None]]:
    """Minutes of work that each was offered in the last 90 days, and when last."""
    rows = db.session.execute(
        select(
            Offer.artisan_id,
            func.sum(Offer.pieces * Offer.minutes_each),
            func.max(Offer.created_at),
        )
        .where(
            Offer.artisan_id.in_(artisan_ids),
            Offer.state != OfferState.WITHDRAWN,
            Offer.created_at >= now() - timedelta(days=LOOKS_BACK),
        )
        .group_by(Offer.artisan_id)
    ).all()
    return {artisan_id: (int(minutes), last) for artisan_id, minutes, last in rows}


def promised_on(artisan_ids: Collection[int], minutes: int) -> dict[int, date | None]:
    """By when each would have done so much more than she has taken on already."""
    day, loads = today_in_tehran(), load_of(artisan_ids)
    times = working_times(artisan_ids, day)
    return {
        artisan_id: finished_on(day, minutes + loads.get(artisan_id, 0), times[artisan_id].minutes)
        for artisan_id in artisan_ids
    }


def load_of(artisan_ids: Collection[int]) -> dict[int, int]:
    """Minutes of work that each has taken on or was offered, and not finished."""
    done = (
        select(Batch.offer_id, func.sum(Batch.quantity - Batch.back).label("pieces"))
        .group_by(Batch.offer_id)
        .subquery()
    )
    left = Offer.minutes_each * (Offer.pieces - func.coalesce(done.c.pieces, 0))
    wanted = (
        select(Offer.artisan_id, func.sum(left))
        .join(Offer.work_order)
        .outerjoin(done, done.c.offer_id == Offer.id)
        .where(
            Offer.artisan_id.in_(artisan_ids),
            Offer.state.in_(STANDING),
            WorkOrder.state.in_(UNFINISHED),
        )
        .group_by(Offer.artisan_id)
    )
    return {artisan_id: int(minutes) for artisan_id, minutes in db.session.execute(wanted)}


def working_times(artisan_ids: Collection[int], since: date) -> Times:
    """How long each works on the days from `since` on."""
    weeks: dict[int, list[tuple[date, Sequence[int]]]] = {}
    for week in db.session.scalars(
        select(WorkingWeek)
        .where(WorkingWeek.artisan_id.in_(artisan_ids))
        .order_by(WorkingWeek.artisan_id, WorkingWeek.starts_on)
    ):
        weeks.setdefault(week.artisan_id, []).append((week.starts_on, week.minutes))
    away: dict[int, list[tuple[date, date]]] = {}
    for absence in db.session.scalars(
        select(Absence)
        .where(Absence.artisan_id.in_(artisan_ids), Absence.last_day >= since)
        .order_by(Absence.first_day, Absence.id)
    ):
        away.setdefault(absence.artisan_id, []).append((absence.first_day, absence.last_day))
    closed = frozenset(holidays(since, horizon(since)))
    return {
        artisan_id: WorkingTime(weeks.get(artisan_id, ()), away.get(artisan_id, ()), closed)
        for artisan_id in artisan_ids
    }
