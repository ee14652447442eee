"""Every page of the site, with an address that leads to it and somebody who may see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, url_for
from werkzeug.routing import Rule

from marketplace import blueprints
from marketplace.accounts.permissions import (
    CENTRE_ROLES,
    GRANTS,
    OF_COOPERATIVES,
    Permission,
    Role,
)
from tests.support.estate import Estate, values_for

BLUEPRINTS = [bp.name for bp in blueprints.BLUEPRINTS]
NO_PAGES: Mapping[str, str] = {
    "accounts.second_step": "stands behind a password: tests/browser/test_passkeys.py",
    "accounts.set_up_app": "stands behind a button: tests/browser/test_second_step.py",
    "admin.audit_csv": "a file",
    "badges.achievement": "JSON",
    "badges.achievement_picture": "a picture",
    "badges.badge": "JSON",
    "badges.picture": "a picture",
    "badges.did": "JSON",
    "badges.issuer": "JSON",
    "badges.status": "JSON",
    "basket.count": "JSON",
    "cards.back": "walked in tests/browser/test_card.py",
    "cards.go": "walked in tests/browser/test_card.py",
    "certificates.own_paper": "a file",
    "certifying.file": "a file",
    "checkout.place": "leads to the review",
    "checkout.start": "leads to the address",
    "counter_office.tags": "a file",
    "consigned.paper": "a file",
    "consigned.statement": "a file",
    "consignment.paper": "a file",
    "desk.fetch": "a file",
    "desk.template": "a file",
    "desk.tried": "stands behind a file: tests/desk/test_intakes.py",
    "earnings.statement": "a file",
    "media.public_file": "a picture",
    "media.show": "JSON",
    "office_checks.index": "leads to the board",
    "office_papers.file": "a file",
    "orders.own": "leads to the order's page",
    "outcomes.report_csv": "a file",
    "papers.order_paper": "a file",
    "papers.parcel_folder": "a file",
    "papers.parcel_paper": "a file",
    "payouts.maker_statement": "a file",
    "receipts.find": "leads to the slip",
    "receipts.paper": "a file",
    "storefront.new_pieces": "a feed",
    "settlements.statement": "a file",
    "stock_figures.labels": "a file",
    "stock_figures.labels_of": "a file",
    "storefront.robots": "a text for machines",
    "storefront.sitemap": "XML",
    "storefront.sitemap_part": "XML",
    "studio_worker.script": "a script",
    "transfers.proof": "a file",
    "uploads.show": "how much has come",
    "upkeep.metrics": "figures for machines",
    "wages.slip": "a file",
    "work.slip": "a file",
}
"""Addresses that answer with something else than a page."""

VARIANTS: Mapping[str, Sequence[dict[str, str]]] = {
    "stock_moves.new": [{"act": "lend"}],
    "stock.items": [{"col": "house"}],
    "people.index": [{"q": "nobody like her"}],
    "stock_figures.turnover": [{"days": "30"}],
    "consignment.aged": [{"days": "180"}],
    "consignment.index": [{"view": "all"}],
    "accounts.sent": [{"kind": "reset"}],
    "checkout.address": [{"change": ""}, {"country": "IR"}],
    "office_orders.board": [{"view": "list"}],
    "storefront.browse": [{"q": "nothing like it"}, {"q": "shawl", "sort": "price"}],
    "storefront.page": [
        {"name": name} for name in ("how-it-works", "shipping", "privacy", "terms")
    ],
    "studio.step": [{"step": step} for step in ("size", "price", "origin")],
    "for_members.step": [{"step": step} for step in ("size", "price", "origin")],
    "transfers.index": [{"q": "nothing like it"}, {"state": "all"}],
}
"""More than one page under the same endpoint: what else its address may say."""

OF_STAFF = ("desk.",)
OF_THE_BUYER = ("basket.", "checkout.", "orders.")


@dataclass(frozen=True)
class Stop:
    """A page, its address in the language asked for, and whose page it is; None is a stranger's."""

    endpoint: str
    address: str
    role: Role | None

    @property
    def blueprint(self) -> str:
        return self.endpoint.partition(".")[0]


def stops(app: Flask, estate: Estate, lang: str) -> Iterator[Stop]:
    """All pages of the site. KeyError where a part of an address is unknown."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        if rule.endpoint.partition(".")[0] not in BLUEPRINTS:
            continue
        values = values_for(rule, estate) | {"lang": lang}
        for more in ({}, *VARIANTS.get(rule.endpoint, ())):
            with app.test_request_context():
                address = url_for(rule.endpoint, **values | more)
            yield Stop(rule.endpoint, address, _visitor_of(app, rule))


def _reaches(role: Role, mark: Permission) -> bool:
    """Whether it reaches what belongs to the cooperative of the estate."""
    return mark not in OF_COOPERATIVES or role not in CENTRE_ROLES


def _visitor_of(app: Flask, rule: Rule) -> Role | None:
    """Whoever may see it and most else, for whom it shows the most; a stranger where all may. What
    is a cooperative's, people of the centre do not see."""
    mark = getattr(app.view_functions[rule.endpoint], "access", None)
    if isinstance(mark, Permission):
        found = [role for role in GRANTS if mark in GRANTS[role]]
        return max(found, key=lambda role: (_reaches(role, mark), len(GRANTS[role])))
    if rule.endpoint.startswith(OF_STAFF):
        return Role.MANAGER
    if mark == "signed in" or rule.endpoint.startswith(OF_THE_BUYER):
        return Role.BUYER
    return None
