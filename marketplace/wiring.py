"""Who reacts to what, which jobs stand on the clock, who keeps what of whom: all in these tables."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marketplace.accounts import events as account_events
from marketplace.accounts import personal as account_personal
from marketplace.accounts.jobs import sweep_copies
from marketplace.accounts.models import User
from marketplace.accounts.personal import Knower
from marketplace.admin import tables as admin_tables
from marketplace.catalogue import handlers as catalogue_handlers
from marketplace.catalogue import waiting as catalogue_waiting
from marketplace.catalogue.events import PiecesDeclared, ProductChanged
from marketplace.catalogue.queries.lookups import proposed_pictures
from marketplace.compliance.events import RulesLoaded
from marketplace.cooperatives import events as cooperative_events
from marketplace.cooperatives import intakes as maker_intakes
from marketplace.cooperatives import personal as cooperative_personal
from marketplace.cooperatives import tables as maker_tables
from marketplace.core.events import Subscriptions
from marketplace.desk import events as desk_events
from marketplace.desk.diary import Diary
from marketplace.desk.intakes.kinds import Kind
from marketplace.desk.jobs import sweep_files
from marketplace.desk.tables import Table
from marketplace.desk.waiting import Question
from marketplace.exports import handlers as export_handlers
from marketplace.inventory import handlers as inventory_handlers
from marketplace.inventory import intakes as stock_intakes
from marketplace.inventory import tables as stock_tables
from marketplace.inventory import waiting as stock_waiting
from marketplace.inventory.events import LoanEnds, StockMoved
from marketplace.media import events as media_events
from marketplace.media import handlers as media_handlers
from marketplace.media import personal as media_personal
from marketplace.media.jobs import forget_uploads
from marketplace.media.jobs import sweep as sweep_media
from marketplace.media.sweeping import Keeper
from marketplace.notifications import handlers as mail_handlers
from marketplace.notifications import personal as mail_personal
from marketplace.notifications import waiting as mail_waiting
from marketplace.notifications.events import MailOwed
from marketplace.orders import handlers as order_handlers
from marketplace.orders import personal as order_personal
from marketplace.orders import waiting as order_waiting
from marketplace.orders.basket import handlers as basket_handlers
from marketplace.orders.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderHeld,
    OrderPaid,
    OrderPlaced,
    OrderReleased,
    ParcelDelivered,
    ParcelPacked,
    ParcelShipped,
)
from marketplace.orders.fulfilment import handlers as fulfilment_handlers
from marketplace.orders.jobs import end_lapsed_orders
from marketplace.orders.pages import views as order_pages
from marketplace.orders.staff import tables as order_tables
from marketplace.pardis.consignment import handlers as consignment_handlers
from marketplace.pardis.consignment import tables as consignment_tables
from marketplace.pardis.consignment import waiting as consignment_waiting
from marketplace.pardis.credentials import personal as certificate_personal
from marketplace.pardis.credentials import tables as certificate_tables
from marketplace.pardis.credentials import waiting as certificate_waiting
from marketplace.pardis.kits import waiting as kit_waiting
from marketplace.pardis.outcomes import waiting as outcome_waiting
from marketplace.pardis.production import handlers as work_handlers
from marketplace.pardis.production import loading as production_loading
from marketplace.pardis.production import personal as work_personal
from marketplace.pardis.production import waiting as work_waiting
from marketplace.pardis.production.models import WorkOrder
from marketplace.pardis.production.queries import of_group
from marketplace.pardis.till import handlers as till_handlers
from marketplace.pardis.till import loading as till_loading
from marketplace.pardis.till import waiting as till_waiting
from marketplace.pardis.training import handlers as training_handlers
from marketplace.pardis.training import intakes as training_intakes
from marketplace.pardis.training import loading as training_loading
from marketplace.pardis.training import personal as training_personal
from marketplace.pardis.training import proving as training_proving
from marketplace.pardis.training import tables as training_tables
from marketplace.pardis.training import waiting as training_waiting
from marketplace.pardis.training.jobs import (
    decide_on_groups,
    look_after_fees,
    pass_on_lapsed_offers,
)
from marketplace.payments import events as payment_events
from marketplace.payments import tables as payment_tables
from marketplace.payments import waiting as payment_waiting
from marketplace.payments.cards import handlers as card_handlers
from marketplace.payments.cards.jobs import ask_for_disputes, ask_what_nobody_told
from marketplace.payouts import handlers as payout_handlers
from marketplace.payouts import personal as payout_personal
from marketplace.payouts import waiting as payout_waiting
from marketplace.payouts.events import BatchPaid
from marketplace.payouts.jobs import take_overdue_as_delivered
from marketplace.search import handlers as search_handlers
from marketplace.upkeep.jobs import end_old_data

SUBSCRIPTIONS: Subscriptions = {
    RulesLoaded: (
        catalogue_handlers.renew_crafts,
        search_handlers.follow_rules,
        training_loading.on_rules_loaded,
        production_loading.on_rules_loaded,
        till_loading.on_rules_loaded,
    ),
    cooperative_events.CooperativeSuspended: (catalogue_handlers.unlist,),
    cooperative_events.CooperativeReinstated: (catalogue_handlers.list_again,),
    cooperative_events.CooperativeChanged: (catalogue_handlers.tell_of_cooperative,),
    cooperative_events.ArtisanChanged: (catalogue_handlers.tell_of_artisan,),
    cooperative_events.MemberJoined: (catalogue_handlers.note_crafts,),
    media_events.PictureReady: (catalogue_handlers.tell_of_picture,),
    OrderPlaced: (export_handlers.on_order_payable, order_handlers.write_of_placed),
    OrderHeld: (order_handlers.write_of_held,),
    OrderReleased: (export_handlers.on_order_payable, order_handlers.write_of_released),
    OrderPaid: (order_handlers.write_of_paid, fulfilment_handlers.write_of_sold),
    OrderCancelled: (order_handlers.write_of_cancelled,),
    payment_events.PaymentProlonged: (order_handlers.on_payment_prolonged,),
    payment_events.PaymentLapsed: (
        order_handlers.on_payment_lapsed,
        training_handlers.on_payment_lapsed,
    ),
    payment_events.PaymentClosed: (card_handlers.close_page,),
    payment_events.RefundRequested: (card_handlers.send_it_back,),
    payment_events.RefundFailed: (
        order_handlers.on_refund_failed,
        training_handlers.on_refund_failed,
    ),
    payment_events.DisputeMoved: (
        order_handlers.on_dispute_moved,
        training_handlers.on_dispute_moved,
    ),
    payment_events.ReceiptRecorded: (
        order_handlers.on_receipt_recorded,
        training_handlers.on_receipt_recorded,
    ),
    payment_events.PaymentSucceeded: (
        order_handlers.on_payment_succeeded,
        training_handlers.on_payment_succeeded,
    ),
    payment_events.RefundPaid: (
        order_handlers.on_refund_paid,
        training_handlers.on_refund_paid,
    ),
    account_events.SignedIn: (basket_handlers.on_signed_in,),
    ParcelPacked: (
        work_handlers.on_parcel_packed,
        export_handlers.on_parcel_packed,
    ),
    OrderConfirmed: (fulfilment_handlers.write_of_confirmed,),
    ParcelShipped: (fulfilment_handlers.write_of_shipped,),
    ParcelDelivered: (
        fulfilment_handlers.write_of_delivered,
        payout_handlers.on_parcel_delivered,
    ),
    BatchPaid: (payout_handlers.write_of_paid,),
    PiecesDeclared: (inventory_handlers.book_in,),
    StockMoved: (consignment_handlers.on_stock_moved,),
    LoanEnds: (till_handlers.on_loan_ends,),
    ProductChanged: (search_handlers.follow, inventory_handlers.note_prices),
    media_events.PictureReceived: (media_handlers.develop_it,),
    MailOwed: (mail_handlers.deliver_it,),
    account_events.SignedUp: (mail_handlers.ask_to_confirm,),
    account_events.SignedUpAgain: (mail_handlers.tell_of_the_account,),
    account_events.ResetAsked: (mail_handlers.send_reset_link,),
    account_events.PasswordChanged: (mail_handlers.tell_of_new_password,),
    account_events.SecondStepChanged: (mail_handlers.tell_of_second_step,),
    account_events.NewDevice: (mail_handlers.tell_of_new_device,),
    account_events.DataCopyReady: (mail_handlers.tell_of_copy,),
    desk_events.TableFileReady: (mail_handlers.tell_of_table_file,),
    account_events.PersonErased: (
        order_personal.forget,
        cooperative_personal.forget,
        media_personal.forget,
        mail_personal.forget,
        certificate_personal.forget,
        training_personal.forget,
    ),
    account_events.EmailChangeAsked: (mail_handlers.tell_of_asked_address,),
    account_events.EmailChanged: (mail_handlers.tell_of_new_address,),
}

PERSONAL: Mapping[str, Knower] = {
    "account": Knower(account_personal.tell),
    "orders": order_personal.KNOWER,
    "maker": cooperative_personal.KNOWER,
    "payouts": payout_personal.KNOWER,
    "pictures": media_personal.KNOWER,
    "training": training_personal.KNOWER,
    "work": work_personal.KNOWER,
    "certificates": certificate_personal.KNOWER,
    "mails": mail_personal.KNOWER,
}
"""Who knows something about a person: told to her as a copy, and forgotten when she wishes."""

BOOKS: Sequence[Callable[[], Counter[tuple[str, str]]]] = (training_proving.sums,)
"""What must stand in the ledger by reason of domains above payouts: `ledger check` adds it up."""
OVERVIEW: Mapping[str, Callable[[User], Any]] = {
    "latest_orders": order_pages.latest_of,
}
"""What the first page of somebody's account shows besides herself, by its name there."""

STANDING: Sequence[Callable[[], None]] = (
    end_lapsed_orders,
    ask_what_nobody_told,
    ask_for_disputes,
    take_overdue_as_delivered,
    pass_on_lapsed_offers,
    look_after_fees,
    decide_on_groups,
    end_old_data,
    forget_uploads,
    sweep_media,
    sweep_copies,
    sweep_files,
)
"""Jobs that nobody asks for: they stand on the clock, and a worker knows them by being named here."""

GROUP_WORK: Callable[[int], Sequence[WorkOrder]] = of_group
"""What a training group makes, for its page: the workshop stands on training and knows."""

PICTURE_KEEPERS: Sequence[Keeper] = (proposed_pictures,)
"""Who names pictures otherwise than by a column that points to them."""

WAITING: Sequence[Question] = (
    *order_waiting.QUESTIONS,
    *catalogue_waiting.QUESTIONS,
    *payment_waiting.QUESTIONS,
    *payout_waiting.QUESTIONS,
    *training_waiting.QUESTIONS,
    *outcome_waiting.QUESTIONS,
    *certificate_waiting.QUESTIONS,
    *kit_waiting.QUESTIONS,
    *stock_waiting.QUESTIONS,
    *work_waiting.QUESTIONS,
    *consignment_waiting.QUESTIONS,
    *till_waiting.QUESTIONS,
    *mail_waiting.QUESTIONS,
)
"""Work that waits on somebody, told on the first page of the office and beside its entries."""

DIARIES: Sequence[Diary] = (training_waiting.SESSIONS, till_waiting.SHIFTS)
"""What the first page of the office tells of today."""

OFFICE_TABLES: Sequence[Table] = (
    order_tables.ORDERS,
    stock_tables.STOCK,
    maker_tables.MAKERS,
    training_tables.PEOPLE,
    certificate_tables.CERTIFICATES,
    payment_tables.TRANSFERS,
    consignment_tables.NOTES,
    admin_tables.MAILS,
)
"""Tables that can be saved as views and taken out as files."""

INTAKES: Sequence[Kind] = (
    maker_intakes.MAKERS,
    stock_intakes.STOCK,
    training_intakes.PEOPLE,
)
"""Lists that can be taken in from spreadsheets."""

TABLES: Mapping[str, Any] = {
    "personal": PERSONAL,
    "overview": OVERVIEW,
    "books": BOOKS,
    "group_work": GROUP_WORK,
    "picture_keepers": PICTURE_KEEPERS,
    "waiting": WAITING,
    "diaries": DIARIES,
    "intakes": {kind.name: kind for kind in INTAKES},
    "office_tables": {table.name: table for table in OFFICE_TABLES},
}
"""What lower packages ask for by name, as `current_app.extensions`."""
