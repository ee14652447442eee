import pytest

from marketplace.accounts.permissions import Role
from marketplace.catalogue import services
from marketplace.catalogue.models import Revision, RevisionState
from marketplace.core.db import db
from marketplace.core.mail import FakeMailer
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product, make_revision
from tests.factories.cooperatives import make_artisan, make_cooperative, make_maker, make_staff
from tests.support.jobs import run_jobs


def waiting(locale: str = "fa") -> Revision:
    cooperative = make_cooperative()
    artisan = make_artisan(
        cooperative=cooperative, user=make_user(Role.ARTISAN, locale=locale, name="Golnar")
    )
    product = make_product(cooperative=cooperative, artisan=artisan, variants=0, pictures=0)
    return make_revision(
        product=product,
        state=RevisionState.IN_REVIEW,
        hs_proposed_by_id=make_user().id,
        hs_confirmed_by_id=make_user().id,
    )


def test_reviewers_hear_of_what_waits(mailer: FakeMailer) -> None:
    cooperative = make_cooperative()
    reviewer = make_staff(cooperative, Role.REVIEWER)
    make_staff(cooperative, Role.SALES)
    user, artisan = make_maker(cooperative)
    product = make_product(cooperative=cooperative, artisan=artisan)
    revision = services.start_revision(product, by=user)
    services.submit(revision, by=user)
    run_jobs()
    (letter,) = mailer.sent
    assert letter.to == reviewer.email
    assert f"/en/office/review/{revision.id}" in letter.text


def test_a_question_reaches_her_in_her_language(mailer: FakeMailer) -> None:
    revision = waiting()
    services.request_changes(
        revision, ["photos_unclear"], "کنار <پنجره>", by=make_user(), seen=revision.version
    )
    run_jobs()
    (letter,) = mailer.sent
    assert "عکس‌ها تاریک‌اند" in letter.text
    assert "کنار <پنجره>" in letter.text
    assert "کنار &lt;پنجره&gt;" in letter.html
    assert f"/fa/studio/pieces/{revision.product_id}" in letter.text


@pytest.mark.parametrize("locale", ["en", "fa"])
def test_a_rejection_says_why(mailer: FakeMailer, locale: str) -> None:
    revision = waiting(locale)
    services.reject(revision, ["quality"], "", by=make_user(), seen=revision.version)
    run_jobs()
    why = {"en": "not yet good enough", "fa": "در حد صادرات نیست"}[locale]
    assert why in mailer.sent[0].text
    assert why in mailer.sent[0].html


@pytest.mark.parametrize("locale", ["en", "fa"])
def test_she_hears_that_her_piece_is_in_the_shop(mailer: FakeMailer, locale: str) -> None:
    revision = waiting(locale)
    services.approve(revision, by=make_user(), seen=revision.version)
    run_jobs()
    assert revision.product.slug in mailer.sent[0].text
    assert mailer.sent[0].subject.startswith({"en": "In the shop:", "fa": "در فروشگاه:"}[locale])


def test_makers_without_an_account_get_no_mail(mailer: FakeMailer) -> None:
    revision = waiting()
    revision.product.artisan.user = None
    db.session.flush()
    services.reject(revision, ["quality"], "", by=make_user(), seen=revision.version)
    run_jobs()
    assert mailer.sent == []
