"""People of the handicraft centre: the centre alone, whatever else their permission reaches."""

import pytest

from marketplace.accounts.permissions import CENTRE, CENTRE_ROLES, GRANTS, Permission, Role
from marketplace.demo.people import SIGN_INS
from tests.factories.accounts import make_user


def test_a_cashier_reads_the_payments_of_the_centre_and_no_others() -> None:
    scope = make_user(Role.CASHIER).scope(Permission.PAYMENT_READ)
    assert CENTRE in scope
    assert not scope.everywhere
    assert 1 not in scope


def test_who_also_works_in_a_cooperative_keeps_what_she_may_there() -> None:
    user = make_user(Role.CASHIER)
    user.grants += make_user(Role.TREASURER, scope_id=4).grants
    assert user.scope(Permission.PAYMENT_RECORD).ids == {CENTRE, 4}


def test_courses_are_the_centres_own_and_open_to_its_people_without_a_scope() -> None:
    assert make_user(Role.PARDIS_MANAGER).scope(Permission.TRAINING_READ).everywhere


@pytest.mark.parametrize("role", sorted(CENTRE_ROLES))
def test_everyone_at_the_centre_may_enter_and_has_a_sign_in_in_the_demonstration(
    role: Role,
) -> None:
    assert Permission.PARDIS_ENTER in GRANTS[role]
    assert any(one.role is role and one.shown for one in SIGN_INS)
