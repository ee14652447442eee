"""What of a sold line is its maker's. For pieces of the house she had her wages before, so what they
are sold for is the house's: nobody is paid twice for one piece (decision 27)."""

from collections.abc import Collection, Mapping

from marketplace.core.money import Money
from marketplace.inventory.queries import Whose, sold_to
from marketplace.orders.models import OrderLine


def whose(lines: Collection[OrderLine]) -> Mapping[int, Whose]:
    """By line, whose the pieces are that its order got; one select."""
    found = sold_to({line.order.number for line in lines})
    return {line.id: found.get((line.order.number, line.variant_id), Whose()) for line in lines}


def hers(line: OrderLine, pieces: Whose) -> int:
    """How many pieces of a line are its maker's own, those too that are made to order."""
    return max(line.quantity - pieces.house, 0)


def of_house(line: OrderLine, pieces: int) -> Money:
    """What of the line's share the house keeps, where so many of its pieces are the house's."""
    return line.artisan_share - line.share_of(line.quantity - min(pieces, line.quantity))
