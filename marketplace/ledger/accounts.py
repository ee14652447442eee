"""What accounts and entries are called. A positive posting is a debit."""

from enum import StrEnum


class EntryKind(StrEnum):
    RECEIPT = "receipt"  # bank +, or by card: card + / buyer -
    SALE = "sale"  # buyer + / artisan-pending -, commission -, shipping -
    REVERSAL = "reversal"  # a sale, backwards
    CREDIT = "credit"  # artisan-pending + / artisan -, of pieces she had wages for: house -
    PAYOUT = "payout"  # artisan + / bank -
    REFUND = "refund"  # buyer + / bank -, where it came by card: card -
    RETURN = "return"  # a refund, backwards: it did not arrive
    ALLOWANCE = "allowance"  # allowance + / buyer -
    DISPUTE = "dispute"  # disputed + / card -, and on, by how it ends
    FORWARD = "forward"  # bank + / card -
    FEE = "fee"  # trainee + / courses-ahead -
    FEE_EARNED = "fee-earned"  # courses-ahead + / courses -
    FEE_BACK = "fee-back"  # courses-ahead or courses + / trainee -
    ADVANCE = "advance"  # advance + / artisan -, where it was material: materials -
    SHELF_SALE = "shelf_sale"  # takings +, sale costs + / consigned -
    SETTLEMENT = "settlement"  # consigned + / artisan -, commission -, sale costs -
    WAGES = "wages"  # wages + / advance -, artisan -
    TILL_FLOAT = "till_float"  # till + / safe -
    COUNTER_SALE = "counter_sale"  # till, terminal, bank + / takings, shelf-sales, sales-tax -
    COUNTER_RETURN = "counter_return"  # a sale at the counter, or a part of it, backwards
    COUNTER_SETTLED = "counter_settled"  # unsettled + / where it went
    TILL_DROP = "till_drop"  # safe + / till -
    TILL_COUNT = "till_count"  # safe + and cash-difference + or - / till -


def bank(cooperative_id: int) -> str:
    """Money on a cooperative's own accounts."""
    return f"bank:{cooperative_id}"


def card(cooperative_id: int) -> str:
    """What a card company keeps for a cooperative until it is sent on to its bank."""
    return f"card:{cooperative_id}"


def disputed(cooperative_id: int) -> str:
    """What banks of buyers have taken back until it is decided whose it is."""
    return f"disputed:{cooperative_id}"


def dispute_loss(cooperative_id: int) -> str:
    """What banks of buyers have taken back for good."""
    return f"dispute-loss:{cooperative_id}"


def allowance(cooperative_id: int) -> str:
    """What a cooperative gave back of sold goods, at its own cost."""
    return f"allowance:{cooperative_id}"


def till(till_id: int) -> str:
    """Cash in a drawer."""
    return f"till:{till_id}"


def safe(cooperative_id: int) -> str:
    """Cash that lies in no drawer."""
    return f"safe:{cooperative_id}"


def terminal(cooperative_id: int) -> str:
    """What card terminals have taken, until the bank pays it."""
    return f"terminal:{cooperative_id}"


def shelf_sales(cooperative_id: int) -> str:
    """What a cooperative's own pieces were sold for at a counter."""
    return f"shelf-sales:{cooperative_id}"


def sales_tax(cooperative_id: int) -> str:
    """What of prices at the counter is the state's."""
    return f"sales-tax:{cooperative_id}"


def unsettled(cooperative_id: int) -> str:
    """What was paid for pieces that the stock could not give, until somebody settles it."""
    return f"unsettled:{cooperative_id}"


def exchanged(cooperative_id: int) -> str:
    """The worth of what came back for another piece; nothing, once the other is sold."""
    return f"exchanged:{cooperative_id}"


def conversion(cooperative_id: int) -> str:
    """What a cooperative has taken in one currency (negative) for what it owes in another (positive):
    its worth by the rate of the day on which it was taken."""
    return f"conversion:{cooperative_id}"


def cash_difference(cooperative_id: int) -> str:
    """What drawers held less (positive) or more than they had to."""
    return f"cash-difference:{cooperative_id}"


def buyer(order_id: int) -> str:
    """What the buyer of an order owes (positive) or has paid ahead (negative)."""
    return f"buyer:{order_id}"


def artisan_pending(artisan_id: int) -> str:
    """What an artisan has sold and not yet earned."""
    return f"artisan-pending:{artisan_id}"


def artisan(artisan_id: int) -> str:
    """What an artisan has earned and not yet been paid."""
    return f"artisan:{artisan_id}"


def house(cooperative_id: int) -> str:
    """What makers' shares of sold pieces came to that a cooperative had paid wages for."""
    return f"house:{cooperative_id}"


def commission(cooperative_id: int) -> str:
    return f"commission:{cooperative_id}"


def shipping(cooperative_id: int) -> str:
    return f"shipping:{cooperative_id}"


def trainee(enrolment_id: int) -> str:
    """What somebody owes (positive) for a course, or has paid ahead (negative)."""
    return f"trainee:{enrolment_id}"


def courses_ahead(payee_id: int) -> str:
    """What was paid for courses that have not begun."""
    return f"courses-ahead:{payee_id}"


def courses(payee_id: int) -> str:
    """What was earned by teaching."""
    return f"courses:{payee_id}"


def wages(cooperative_id: int) -> str:
    """What a cooperative has owed for pieces that were made for it."""
    return f"wages:{cooperative_id}"


def advance(artisan_id: int) -> str:
    """What an artisan got before she earned it, and has not paid back."""
    return f"advance:{artisan_id}"


def materials(cooperative_id: int) -> str:
    """What artisans took on credit of the materials for a cooperative's pieces."""
    return f"materials:{cooperative_id}"


def takings(cooperative_id: int) -> str:
    """What was sold from shelves, until it is counted as cash or lies with a bank."""
    return f"takings:{cooperative_id}"


def consigned(cooperative_id: int) -> str:
    """What pieces of others were sold for, until it is settled."""
    return f"consigned:{cooperative_id}"


def sale_costs(cooperative_id: int) -> str:
    """What taking the money of sales from shelves has cost, less what makers bore of it."""
    return f"sale-costs:{cooperative_id}"


def consigned_losses(cooperative_id: int) -> str:
    """What was paid for pieces of others that were lost or damaged in keeping."""
    return f"consigned-losses:{cooperative_id}"
