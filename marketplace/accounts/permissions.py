"""The whole table of who may do what, on one page."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here. Everyone signed in may buy, so `BUYER` needs no grant."""

    BUYER = "buyer"
    ARTISAN = "artisan"
    REVIEWER = "reviewer"
    SALES = "sales"
    SHIPPING = "shipping"
    TREASURER = "treasurer"
    MANAGER = "manager"
    PARDIS_STAFF = "pardis_staff"
    TRAINER = "trainer"
    STOREKEEPER = "storekeeper"
    WORKSHOP_LEAD = "workshop_lead"
    CASHIER = "cashier"
    PARDIS_MANAGER = "pardis_manager"
    PROGRAMME_OFFICER = "programme_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


COOPERATIVE_ROLES = frozenset(
    {Role.REVIEWER, Role.SALES, Role.SHIPPING, Role.TREASURER, Role.MANAGER}
)
"""Roles that hold within one cooperative each."""

CENTRE_ROLES = frozenset(
    {Role.PARDIS_STAFF, Role.TRAINER, Role.STOREKEEPER, Role.WORKSHOP_LEAD}
    | {Role.CASHIER, Role.PARDIS_MANAGER}
)
"""Roles that hold at the handicraft centre alone; its coordinators are `PARDIS_STAFF`."""

CENTRE = 0
"""The centre among the numbers of cooperatives."""


class Permission(StrEnum):
    STUDIO_USE = "studio:use"
    OFFICE_ENTER = "office:enter"
    PRODUCT_WRITE_FOR_MEMBER = "product:write-for-member"
    PRODUCT_READ = "product:read"
    PRODUCT_REVIEW = "product:review"
    HS_CODE_CONFIRM = "hs-code:confirm"
    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    ORDER_READ = "order:read"
    ORDER_MANAGE = "order:manage"
    ORDER_SHIP = "order:ship"
    ORDER_RELEASE = "order:release"
    PAYMENT_READ = "payment:read"
    PAYMENT_RECORD = "payment:record"
    PAYOUT_READ = "payout:read"
    PAYOUT_PREPARE = "payout:prepare"
    PAYOUT_APPROVE = "payout:approve"
    LEDGER_READ = "ledger:read"
    MEMBER_READ = "member:read"
    MEMBER_MANAGE = "member:manage"
    COOPERATIVE_MANAGE = "cooperative:manage"
    COOPERATIVE_ADMIN = "cooperative:admin"
    AUDIT_READ = "audit:read"
    USER_READ = "user:read"
    USER_MANAGE = "user:manage"
    RULES_READ = "rules:read"
    GATE_READ = "gate:read"
    GATE_DECIDE = "gate:decide"
    ADMIN_ENTER = "admin:enter"
    PARDIS_ENTER = "pardis:enter"
    TRAINING_READ = "training:read"
    TRAINING_MANAGE = "training:manage"
    ATTENDANCE_MARK = "attendance:mark"
    KIT_HAND = "kit:hand"
    FEE_READ = "fee:read"
    FEE_MANAGE = "fee:manage"
    PRODUCTION_READ = "production:read"
    PRODUCTION_MANAGE = "production:manage"
    MATERIAL_KEEP = "material:keep"
    PIECES_GRADE = "pieces:grade"
    WAGES_READ = "wages:read"
    WAGES_PREPARE = "wages:prepare"
    WAGES_APPROVE = "wages:approve"
    ASSESS = "training:assess"
    CERTIFY = "training:certify"
    TILL_READ = "till:read"
    TILL_SELL = "till:sell"
    TILL_MANAGE = "till:manage"
    CONSIGNMENT_READ = "consignment:read"
    CONSIGNMENT_MANAGE = "consignment:manage"
    CONSIGNMENT_SETTLE = "consignment:settle"
    PROGRAMME_ENTER = "programme:enter"


P = Permission

GUARDED = frozenset(
    {P.PAYMENT_RECORD, P.PAYOUT_PREPARE, P.PAYOUT_APPROVE}
    | {P.MEMBER_MANAGE, P.COOPERATIVE_MANAGE, P.COOPERATIVE_ADMIN, P.USER_MANAGE}
    | {P.GATE_DECIDE, P.WAGES_APPROVE, P.FEE_MANAGE, P.CONSIGNMENT_SETTLE}
)
"""What moves money, roles or bank details. Who may do any of it needs a second step at the sign-in,
and confirms who she is before each such act, unless she has done so a moment ago."""

_STAFF = {P.OFFICE_ENTER, P.ORDER_READ, P.STOCK_READ, P.MEMBER_READ, P.RULES_READ}
_CENTRE = {P.OFFICE_ENTER, P.PARDIS_ENTER}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.BUYER: frozenset(),
    Role.ARTISAN: frozenset({P.STUDIO_USE}),
    Role.REVIEWER: frozenset(
        _STAFF | {P.PRODUCT_READ, P.PRODUCT_REVIEW, P.PRODUCT_WRITE_FOR_MEMBER, P.HS_CODE_CONFIRM}
    ),
    Role.SALES: frozenset(_STAFF | {P.ORDER_MANAGE, P.ORDER_RELEASE, P.PRODUCT_WRITE_FOR_MEMBER}),
    Role.SHIPPING: frozenset(_STAFF | {P.ORDER_SHIP, P.STOCK_WRITE, P.HS_CODE_CONFIRM}),
    Role.TREASURER: frozenset(
        _STAFF
        | {P.ORDER_RELEASE, P.PAYMENT_READ, P.PAYMENT_RECORD, P.LEDGER_READ}
        | {P.PAYOUT_READ, P.PAYOUT_PREPARE, P.PAYOUT_APPROVE}
    ),
    Role.MANAGER: frozenset(
        _STAFF
        | {P.PRODUCT_READ, P.PRODUCT_REVIEW, P.PRODUCT_WRITE_FOR_MEMBER, P.HS_CODE_CONFIRM}
        | {P.STOCK_WRITE, P.ORDER_MANAGE, P.ORDER_RELEASE, P.ORDER_SHIP}
        | {P.PAYOUT_READ, P.PAYOUT_APPROVE, P.LEDGER_READ}
        | {P.MEMBER_MANAGE, P.COOPERATIVE_MANAGE}
    ),
    Role.PARDIS_STAFF: frozenset(
        _CENTRE
        | {P.RULES_READ, P.TRAINING_READ, P.TRAINING_MANAGE, P.ATTENDANCE_MARK}
        | {P.ASSESS, P.CERTIFY, P.FEE_READ, P.CONSIGNMENT_READ, P.KIT_HAND}
    ),
    Role.TRAINER: frozenset(_CENTRE | {P.ATTENDANCE_MARK, P.ASSESS}),
    Role.STOREKEEPER: frozenset(
        _CENTRE
        | {P.PRODUCTION_READ, P.MATERIAL_KEEP, P.STOCK_READ, P.STOCK_WRITE}
        | {P.CONSIGNMENT_READ, P.CONSIGNMENT_MANAGE, P.KIT_HAND}
    ),
    Role.WORKSHOP_LEAD: frozenset(
        _CENTRE
        | {P.PRODUCTION_READ, P.PRODUCTION_MANAGE, P.MATERIAL_KEEP, P.PIECES_GRADE}
        | {P.WAGES_READ, P.WAGES_PREPARE}
    ),
    Role.CASHIER: frozenset(
        _CENTRE
        | {P.FEE_READ, P.PAYMENT_READ, P.PAYMENT_RECORD, P.TILL_READ, P.TILL_SELL}
        | {P.PAYOUT_READ, P.PAYOUT_PREPARE, P.CONSIGNMENT_READ}
    ),
    Role.PARDIS_MANAGER: frozenset(
        _CENTRE
        | {P.RULES_READ, P.TRAINING_READ, P.TRAINING_MANAGE, P.ATTENDANCE_MARK}
        | {P.FEE_READ, P.FEE_MANAGE, P.PAYMENT_READ, P.PAYMENT_RECORD, P.ASSESS, P.CERTIFY}
        | {P.STOCK_READ, P.STOCK_WRITE, P.PAYOUT_READ, P.PAYOUT_APPROVE}
        | {P.CONSIGNMENT_READ, P.CONSIGNMENT_MANAGE, P.CONSIGNMENT_SETTLE, P.KIT_HAND}
        | {P.PRODUCTION_READ, P.PRODUCTION_MANAGE, P.MATERIAL_KEEP, P.PIECES_GRADE}
        | {P.WAGES_READ, P.WAGES_PREPARE, P.WAGES_APPROVE}
        | {P.TILL_READ, P.TILL_SELL, P.TILL_MANAGE}
    ),
    Role.PROGRAMME_OFFICER: frozenset({P.PROGRAMME_ENTER, P.RULES_READ}),
    Role.AUDITOR: frozenset(
        _STAFF
        | {P.PRODUCT_READ, P.PAYMENT_READ, P.PAYOUT_READ, P.LEDGER_READ}
        | {P.ADMIN_ENTER, P.AUDIT_READ, P.USER_READ, P.GATE_READ}
        | {P.PARDIS_ENTER, P.TRAINING_READ, P.FEE_READ, P.PRODUCTION_READ, P.WAGES_READ}
        | {P.CONSIGNMENT_READ, P.TILL_READ}
    ),
    Role.ADMINISTRATOR: frozenset(
        {P.ADMIN_ENTER, P.AUDIT_READ, P.USER_READ, P.USER_MANAGE, P.COOPERATIVE_ADMIN}
        | {P.RULES_READ, P.GATE_READ, P.GATE_DECIDE}
    ),
}

OF_COOPERATIVES = frozenset().union(*(GRANTS[role] for role in COOPERATIVE_ROLES))
"""What reaches into cooperatives; people of the centre reach no further with it than the centre."""
