"""Ways to find cooperatives, their terms, their members and their invitations."""

from marketplace.cooperatives.queries.cooperatives import (
    all_cooperatives,
    bank_account,
    bank_accounts,
    commission_term,
    commission_terms,
    cooperative,
    cooperative_in,
    cooperatives_in,
    locked_cooperative,
    staff_of,
    terms_on,
)
from marketplace.cooperatives.queries.invitations import (
    invitation_by_token,
    invitation_in,
    open_invitations,
)
from marketplace.cooperatives.queries.members import (
    Member,
    MemberPage,
    artisan_in,
    artisan_of,
    artisan_or_none,
    current_membership,
    members_of,
    members_page,
    membership_in,
)

__all__ = [
    "Member",
    "MemberPage",
    "all_cooperatives",
    "artisan_in",
    "artisan_of",
    "artisan_or_none",
    "bank_account",
    "bank_accounts",
    "commission_term",
    "commission_terms",
    "cooperative",
    "cooperative_in",
    "cooperatives_in",
    "current_membership",
    "invitation_by_token",
    "invitation_in",
    "locked_cooperative",
    "members_of",
    "members_page",
    "membership_in",
    "open_invitations",
    "staff_of",
    "terms_on",
]
