"""The handicraft centre as it lives: shelves, pieces of makers, a settled month, a count that is
going on, a loan to a fair, and pieces that nobody buys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.catalogue.models import Product, ProductState, Variant
from marketplace.cooperatives.models import Artisan, Cooperative, CooperativeKind
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.demo.world import World, legal_id
from marketplace.inventory import queries as stock
from marketplace.inventory import services as inventory
from marketplace.inventory.models import (
    Condition,
    Location,
    Owner,
    PlaceKind,
    StockItem,
)
from marketplace.inventory.services import LoanTerms, PlaceDetails
from marketplace.inventory.services.movements import Cause, Sale
from marketplace.localisation.rates import convert
from marketplace.pardis.consignment.models import Bearer, Note, NoteLine, Piece, PriceRule, Unsold
from marketplace.pardis.consignment.models import Sale as Divided
from marketplace.pardis.consignment.months import end_of, ended
from marketplace.pardis.consignment.services import keeping, notes
from marketplace.pardis.consignment.services.notes import Terms
from marketplace.pardis.consignment.services.settling import settle

K = PlaceKind
PLACES = (
    ("MAIN", K.ROOM, None, "Main store", "انبار اصلی"),
    ("A", K.SHELF, "MAIN", "Shelf A", "قفسهٔ الف"),
    ("B", K.SHELF, "MAIN", "Shelf B", "قفسهٔ ب"),
    ("SHOW", K.SHOWROOM, None, "Showroom", "ویترین پردیس"),
    ("WORK", K.WORKSHOP, None, "Workshop", "کارگاه پردیس"),
    ("QUAR", K.QUARANTINE, None, "Quarantine", "قرنطینه"),
)
ROUND = 100_000_00
"""Prices in the showroom are whole hundred thousands of rials."""


@dataclass(frozen=True)
class Wish:
    """A note to be made: whose, where, how old, and how many of each piece were sold last month."""

    maker: str
    place: str
    days: int
    sold: int = 0
    bearer: Bearer = Bearer.CENTRE
    rule: PriceRule = PriceRule.AGREED
    unsold: Unsold = Unsold.RETURN


WISHES = (
    Wish("Nushafarin Golbandi", "SHOW", 48, 2),
    Wish("Mahbanu Shanehgol", "SHOW", 62, 1, Bearer.ARTISAN),
    Wish("Zarbanu Lijari", "A", 118, 0, unsold=Unsold.CHEAPER),
    Wish("Khavar Gamajsaz", "B", 204, 1, rule=PriceRule.MINIMUM_NET, unsold=Unsold.ASK),
    Wish("Qobad Namadgar", "SHOW", 35, 1),
    Wish("Golchin Jurabchin", "A", 12),
)
WAITS = "Shokufeh Zanbilchi"
"""She was offered a note, and has not answered yet."""


def make_the_centre(world: World, pieces: Mapping[str, Product]) -> list[Note]:
    """Everything of it; the notes."""
    by, boss = world.people["storekeeper@kotam.example"], world.people["centre@kotam.example"]
    _centre(world)
    places = _places(by)
    shown = [piece for piece in pieces.values() if piece.state is ProductState.PUBLISHED]
    made = [_note(wish, world.artisans[wish.maker], shown, places, by) for wish in WISHES]
    settle(ended(1)[0], boss)
    _sell_today(made[0], by)
    _wait(world.artisans[WAITS], shown, by)
    _on_the_way(made, places, by)
    _watch(made, by)
    _count(places["SHOW"], by)
    return made


def _centre(world: World) -> Cooperative:
    centre = Cooperative(
        id=CENTRE,
        code="PRD",
        slug="pardis-centre",
        kind=CooperativeKind.CENTRE,
        names={"en": "Pardis handicraft centre", "fa": "مرکز صنایع دستی پردیس"},
        stories={
            "en": "It teaches makers, keeps their pieces and shows them to the town.",
            "fa": "به هنرمندان می‌آموزد، کارهایشان را نگه می‌دارد و به شهر نشان می‌دهد.",
        },
        registration_number="40017",
        national_id=legal_id(1_400_700_100),
        address={
            "country": "IR",
            "city": "Rasht",
            "street": "Golsar 90",
            "postal_code": "4166813245",
            "street_fa": "رشت، گلسار، پلاک ۹۰",
        },
        email="pardis.office@kotam.example",
        phone="+981333110022",
        currency="IRR",
        place_id=world.cooperatives["SFD"].place_id,
    )
    db.session.add(centre)
    db.session.flush()
    return centre


def _places(by: User) -> dict[str, Location]:
    made: dict[str, Location] = {}
    for code, kind, parent, name_en, name_fa in PLACES:
        details = PlaceDetails(
            code, {"en": name_en, "fa": name_fa}, kind, made[parent].id if parent else None
        )
        made[code] = inventory.make_location(CENTRE, details, by)
        db.session.flush()
    return made


def _note(
    wish: Wish,
    artisan: Artisan,
    shown: Sequence[Product],
    places: Mapping[str, Location],
    by: User,
) -> Note:
    note = notes.write_note(artisan, _terms(wish), by)
    for number, variant in enumerate(_of(artisan, shown)[:3]):
        price = _price(variant) if wish.rule is PriceRule.AGREED else _price(variant, 70)
        notes.add_line(note, variant, 4 + number, price, "")
    notes.offer(note, by)
    notes.accept(note, artisan.user or by, on_paper=artisan.user is None)
    come = {line.id: line.quantity for line in note.lines}
    cause = Cause(f"demo:{wish.maker}", by, note.number)
    keeping.receive(note, places[wish.place], come, Condition.SELLABLE, cause)
    _date_back(note, wish.days)
    for line in note.lines if wish.sold else ():
        _sell(line, wish.sold, places[wish.place], by)
    _sold_last_month(note)
    return note


def _terms(wish: Wish) -> Terms:
    return Terms(
        currency="IRR",
        price_rule=wish.rule,
        commission_bp=2500,
        cost_rule=wish.bearer,
        liability=Bearer.CENTRE,
        unsold=wish.unsold,
        unsold_after_days=90,
        cheaper_bp=1000 if wish.unsold is Unsold.CHEAPER else 0,
        ends_on=today() + timedelta(days=240 - wish.days),
    )


def _of(artisan: Artisan, shown: Sequence[Product]) -> list[Variant]:
    own = [piece for piece in shown if piece.artisan_id == artisan.id]
    return [piece.variants[0] for piece in own if not piece.made_to_order]


def _price(variant: Variant, percent: int = 100) -> Money:
    minor = convert(variant.price, "IRR").money.minor * percent // 100
    return Money(max(minor // ROUND, 1) * ROUND, "IRR")


def _sell(line: NoteLine, pieces: int, place: Location, by: User) -> None:
    price = _price(line.variant)
    sale = Sale(price, price.share(200))
    cause = Cause(f"demo:sale:{line.id}", by, sale=sale)
    inventory.sell_from(place.id, line.variant_id, pieces, cause)


def _sell_today(note: Note, by: User) -> None:
    line = note.lines[0]
    sale = Sale(_price(line.variant), Money(0, "IRR"))
    cause = Cause(f"demo:today:{line.id}", by, sale=sale)
    inventory.sell_from(_lying(note, 0).location_id, line.variant_id, 1, cause)


def _wait(artisan: Artisan, shown: Sequence[Product], by: User) -> None:
    note = notes.write_note(artisan, _terms(Wish(WAITS, "A", 0)), by)
    for variant in _of(artisan, shown)[:2]:
        notes.add_line(note, variant, 3, _price(variant), "")
    if note.lines:
        notes.offer(note, by)


def _on_the_way(made: Sequence[Note], places: Mapping[str, Location], by: User) -> None:
    """A loan to a fair, pieces on their way to the showroom, and one that moths have eaten."""
    lent = [_lying(note, 1) for note in made[:2]]
    terms = LoanTerms(
        "نمایشگاه صنایع دستی تهران",
        "سالن ۷، نمایشگاه بین‌المللی",
        today() + timedelta(days=12),
        Money(900_000_000_00, "IRR"),
        "باربری شمال",
        "در جعبهٔ خود، به پهلو نخوابد",
    )
    inventory.lend(CENTRE, {item.id: 1 for item in lent}, terms, Cause("demo:fair", by))
    sent = _lying(made[5], 0)
    inventory.send(places["SHOW"], {sent.id: 2}, Cause("demo:van", by, "برای ویترین آذر"))
    eaten = _lying(made[2], 0)
    inventory.ask_write_off(eaten, 1, Cause("demo:moths", by, "بیدزده، تعمیر نمی‌شود"))


def _watch(made: Sequence[Note], by: User) -> None:
    for note, least in zip(made, (3, 6, 2, 8, 3, 2), strict=True):
        inventory.set_reorder_point(note.lines[0].variant, CENTRE, least, by)


def _count(place: Location, by: User) -> None:
    """The showroom is being counted: half of it is done, and in one line a piece is missing."""
    stocktake = inventory.start_count(place, by)
    for number, line in enumerate(stocktake.lines[: len(stocktake.lines) // 2]):
        seen = max(line.frozen - (number == 1), 0)
        inventory.count(stocktake, line, seen, line.version, by)


def _lying(note: Note, number: int) -> StockItem:
    """Where pieces of a line of the note lie."""
    found = stock.items_of_variant(note.lines[number].variant_id)
    return next(
        item
        for item in found
        if item.owner is Owner.ARTISAN and item.location.cooperative_id == CENTRE and item.on_hand
    )


def _date_back(note: Note, days: int) -> None:
    """It all came so many days ago; the movements follow at the end (`shelf_life`)."""
    came, lines = now() - timedelta(days=days), [line.id for line in note.lines]
    note.created_at = note.accepted_at = came - timedelta(days=2)
    db.session.flush()
    db.session.execute(
        update(Piece).where(Piece.line_id.in_(lines)).values(received_at=came),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()


def _sold_last_month(note: Note) -> None:
    """What was sold so far was sold in the month that ended last."""
    hers = select(Piece.id).join(Piece.line).where(NoteLine.note_id == note.id)
    sold_at = end_of(ended(1)[0]) - timedelta(days=5)
    db.session.execute(
        update(Divided).where(Divided.piece_id.in_(hers)).values(sold_at=sold_at),
        execution_options={"synchronize_session": False},
    )
