from marketplace.localisation.checks import national_id
from tests.factories.cooperatives import make_artisan, make_cooperative, make_maker, make_staff


def test_the_factories_make_what_the_tables_accept() -> None:
    cooperative = make_cooperative()
    assert national_id(cooperative.national_id)
    make_artisan(cooperative=cooperative)
    user, artisan = make_maker(cooperative)
    assert artisan.user is user
    assert make_staff(cooperative).grants[0].scope_id == cooperative.id
