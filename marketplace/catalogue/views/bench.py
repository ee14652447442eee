"""The two places where pieces are written down: the maker's studio on her phone, and the office,
where staff write for members who have no account. The pages are the same; who may enter, whose
pieces they show and the frame around them differ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.catalogue import queries
from marketplace.catalogue.models import Product, Revision


@dataclass(frozen=True)
class Bench:
    name: str
    permission: Permission
    layout: str
    whose: Callable[[], Any]
    makers: Callable[[], Any]

    def url(self, view: str, **values: Any) -> str:
        return url_for(f"{self.name}.{view}", **values)

    def revision(self, revision_id: int) -> Revision:
        return queries.revision_where(self.whose(), revision_id)

    def product(self, product_id: int) -> Product:
        return queries.product_where(self.whose(), product_id)

    @property
    def for_others(self) -> bool:
        return self.permission is not Permission.STUDIO_USE


STUDIO = Bench(
    "studio",
    Permission.STUDIO_USE,
    "studio/phone.html",
    lambda: queries.hers(me()),
    lambda: queries.hers(me()),
)
MEMBERS = Bench(
    "for_members",
    Permission.PRODUCT_WRITE_FOR_MEMBER,
    "studio/office.html",
    lambda: queries.of_members(my_scope(Permission.PRODUCT_WRITE_FOR_MEMBER)),
    lambda: queries.members_without_account(my_scope(Permission.PRODUCT_WRITE_FOR_MEMBER)),
)

View = Callable[..., ResponseReturnValue]


def open_door(
    bench: Bench, bp: Blueprint, rule: str, view: View, *methods: str, name: str | None = None
) -> None:
    """Register a page of both benches for this one, with this one's mark."""

    def enter(**values: Any) -> ResponseReturnValue:
        return view(bench, **values)

    bp.add_url_rule(
        rule,
        name or view.__name__,
        requires(bench.permission)(enter),
        methods=[*methods] or ["GET"],
    )
