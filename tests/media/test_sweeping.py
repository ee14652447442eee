"""What nothing names any more goes, after a while, and nothing else."""

from datetime import timedelta

import pytest

from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.media import services
from marketplace.media.jobs import sweep
from marketplace.media.models import Picture, StoredFile
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_content, make_product, make_revision
from tests.factories.media import picture_bytes, upload_of
from tests.support.jobs import run_jobs


def old(*things: Picture | StoredFile) -> None:
    for thing in things:
        thing.created_at = now() - timedelta(days=31)
    db.session.flush()


def received(colour: int = 0) -> Picture:
    content = picture_bytes(size=(400 + colour, 300))
    return services.receive_picture(upload_of(content), make_user())


def swept() -> None:
    db.session.commit()
    with transaction():
        sweep()
    run_jobs()
    db.session.expire_all()


def test_a_picture_that_nothing_names_goes_with_its_content() -> None:
    picture = received()
    run_jobs()
    names = [f"{services.PUBLIC}/{one['name']}" for one in picture.derivatives]
    old(picture)
    key, id_ = picture.original_key, picture.id
    swept()
    assert db.session.get(Picture, id_) is None
    assert not any(services.storage().has(each) for each in (key, *names))


def test_the_same_picture_sent_twice_keeps_what_is_shown() -> None:
    first, second = received(), received()
    run_jobs()
    old(first)
    shown = [f"{services.PUBLIC}/{one['name']}" for one in second.derivatives]
    swept()
    assert db.session.get(Picture, second.id)
    assert all(services.storage().has(name) for name in shown)


@pytest.mark.parametrize("by", ["product", "proposal", "age"])
def test_what_is_named_or_new_stays(by: str) -> None:
    picture = received()
    if by != "age":
        old(picture)
    if by == "product":
        make_product(pictures=0).cooperative.picture_id = picture.id
    if by == "proposal":
        make_revision(content=make_content(pictures=[picture]))
    swept()
    assert db.session.get(Picture, picture.id)


def test_a_file_that_nothing_names_goes() -> None:
    file = services.keep_file("a.pdf", b"x", "application/pdf", None)
    old(file)
    key, id_ = file.key, file.id
    swept()
    assert db.session.get(StoredFile, id_) is None
    assert not services.storage().has(key)
