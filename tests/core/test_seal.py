"""What the database holds only sealed, and how keys change."""

import base64

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace.core import rotating
from marketplace.core.db import Model, db
from marketplace.core.seal import KeyRing, Unreadable, begun, ring
from tests.factories.fulfilment import ADDRESS, make_paid_order


def key(letter: str) -> str:
    return base64.urlsafe_b64encode(letter.encode() * 32).decode()


OLD, NEW = key("a"), key("b")


def stored(order) -> str:
    db.session.flush()
    query = text("select address from order_groups where id = :id")
    return db.session.scalar(query, {"id": order.group_id})


def test_what_the_newest_key_sealed_says_so_and_opens() -> None:
    keys = KeyRing((NEW, OLD))
    assert keys.seal("رشت").startswith(keys.prefix)
    assert keys.open(keys.seal("رشت")) == "رشت"


def test_the_same_text_is_never_sealed_the_same() -> None:
    keys = KeyRing((NEW,))
    assert keys.seal("x") != keys.seal("x")


def test_an_older_key_still_opens() -> None:
    assert KeyRing((NEW, OLD)).open(KeyRing((OLD,)).seal("x")) == "x"


def test_without_its_key_nothing_opens() -> None:
    with pytest.raises(Unreadable):
        KeyRing((NEW,)).open(KeyRing((OLD,)).seal("x"))


def test_what_was_changed_does_not_open() -> None:
    keys = KeyRing((NEW,))
    sealed = keys.seal("a" * 40)
    with pytest.raises(Unreadable):
        keys.open(sealed[:-8] + ("AAAA" if sealed[-8:-4] != "AAAA" else "BBBB") + sealed[-4:])


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(("c2hvcnQ=",))


def test_an_address_stands_sealed_and_reads_as_it_was() -> None:
    order = make_paid_order()
    assert stored(order).startswith(ring().prefix)
    db.session.refresh(order.group)
    assert order.group.address == ADDRESS
    assert order.group.country == ADDRESS["country"]


def test_words_are_found_by_their_beginnings_and_in_any_letters() -> None:
    assert begun(["Ada Li"]) == ["ada", "li"]
    assert "كتاب".replace("ك", "ک") in begun(["كتاب"])


def test_rotating_seals_rows_and_marks_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    order = make_paid_order()
    before, marks = stored(order), order.group.found_by
    monkeypatch.setitem(
        app.extensions, "seal", KeyRing((NEW, *app.extensions["settings"].seal_keys))
    )
    groups = Model.metadata.tables["order_groups"]
    assert rotating.left(groups) == 1
    assert rotating.renew_some(groups, 10, wait=False) == 1
    assert rotating.left(groups) == 0
    db.session.refresh(order.group)
    assert stored(order) != before
    assert stored(order).startswith(ring().prefix)
    assert order.group.address == ADDRESS
    assert set(order.group.found_by).isdisjoint(marks)


def test_the_command_counts_what_it_did(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_paid_order()
    db.session.commit()
    monkeypatch.setitem(
        app.extensions, "seal", KeyRing((NEW, *app.extensions["settings"].seal_keys))
    )
    runner = app.test_cli_runner()
    assert runner.invoke(args=["keys", "check"]).exit_code == 1
    assert "order_groups: 1 sealed anew" in runner.invoke(args=["keys", "rotate"]).output
    assert runner.invoke(args=["keys", "check"]).exit_code == 0


def test_no_column_of_an_address_or_account_number_is_readable() -> None:
    names = {f"{t.name}.{c.name}" for t, cs in rotating.sealed_tables() for c in cs}
    telling = {"address", "sheba", "iban", "phone", "tax_id", "sender", "secret"}
    clear = {
        f"{t.name}.{c.name}"
        for t in Model.metadata.tables.values()
        for c in t.columns
        if c.name in telling
    } - names
    networks_and_firms = {"audit_entries.address", "sessions.address"}
    firms = {"cooperatives.address", "cooperatives.phone"}  # a firm's, on every invoice
    assert clear == networks_and_firms | firms
