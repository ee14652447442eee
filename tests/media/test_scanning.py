"""Files that people send are shown to a scanner, here a small one on a true socket."""

import socket
import struct
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from marketplace.core.db import db
from marketplace.orders import queries
from marketplace.payments.models import Proof
from tests.conftest import ClientOf
from tests.factories.orders import make_order

HARM = b"%PDF-1.7 harm " + b"x" * 100_000


def clamd(server: socket.socket) -> None:
    """Answers as clamd does until it is closed; whoever sends nothing behind the word is dropped."""
    while True:
        try:
            line, _ = server.accept()
        except OSError:
            return
        with line, line.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack(">I", sent.read(4))[0]:
                content += sent.read(size)
            harm = content == HARM
            line.sendall(b"stream: Test-Signature FOUND\0" if harm else b"stream: OK\0")


@pytest.fixture
def scanner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"clamd://127.0.0.1:{server.getsockname()[1]}"
        settings = replace(app.extensions["settings"], virus_scanner=url)
        monkeypatch.setitem(app.extensions, "settings", settings)
        thread = Thread(target=clamd, args=(server,))
        thread.start()
        yield server
        server.shutdown(socket.SHUT_RDWR) if server.fileno() != -1 else None
    thread.join()


def send(client_of: ClientOf, content: bytes) -> Any:
    order = make_order()
    data = {"file": (BytesIO(content), "proof.pdf")}
    return client_of().post(f"/en/order/{queries.token_of(order)}/proof", data=data)


def kept() -> int:
    return db.session.scalar(db.select(db.func.count(Proof.id))) or 0


def test_a_file_without_harm_is_kept(client_of: ClientOf, scanner: socket.socket) -> None:
    assert send(client_of, b"%PDF-1.7 " + b"y" * 200_000).status_code == 303
    assert kept() == 1


def test_a_harmful_file_is_refused_beside_its_field(
    client_of: ClientOf, scanner: socket.socket
) -> None:
    answer = send(client_of, HARM)
    assert answer.status_code == 422
    assert "virus scanner refuses" in answer.text
    assert kept() == 0


def test_what_nobody_could_look_at_is_not_kept(client_of: ClientOf, scanner: socket.socket) -> None:
    scanner.shutdown(socket.SHUT_RDWR)
    scanner.close()
    assert send(client_of, b"%PDF-1.7").status_code == 503
    assert kept() == 0
