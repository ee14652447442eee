"""A photograph of 5 MB over a line that breaks: it arrives once, and whole."""

import http.client
import os
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import make_server

from marketplace.core.db import db, transaction
from marketplace.media.models import Picture, UploadPiece
from marketplace.media.services import storage
from tests.factories.accounts import make_user
from tests.factories.media import picture_bytes
from tests.support.clients import cookie_of
from tests.support.line import Line, line_to

ROOT = "/en/media/uploads"
PIECE = 400_000
Ask = Callable[..., http.client.HTTPResponse]


@pytest.fixture
def forgetful_database() -> None:
    """Others see what is saved here; the database is this module's own."""


@pytest.fixture
def line(shared: Flask) -> Iterator[Line]:
    shared.config["WTF_CSRF_ENABLED"] = False
    web = make_server("127.0.0.1", 0, shared, threaded=True)
    thread = Thread(target=web.serve_forever, daemon=True)
    thread.start()
    with line_to(web.server_port) as line:
        yield line
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture
def ask(shared: Flask, line: Line) -> Ask:
    """Somebody's phone: each request over a connection of its own."""
    with shared.app_context(), transaction():
        content = cookie_of(make_user())
    signer = SecureCookieSessionInterface().get_signing_serializer(shared)
    assert signer is not None
    known = {"Cookie": f"session={signer.dumps(content)}", "Tus-Resumable": "1.0.0"}

    def ask(method: str, path: str, body: bytes | None = None, **headers: Any) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", line.port, timeout=20)
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        try:
            connection.request(method, path, body, known | named)
            answer = connection.getresponse()
            answer.read()
            return answer
        finally:
            connection.close()

    return ask


def photograph(length: int = 5_000_000) -> bytes:
    """A true JPEG of so many bytes: what follows its end is passed over by every reader."""
    head = picture_bytes(size=(800, 600))
    return head + random.Random(5).randbytes(length - len(head))  # noqa: S311


def begin(ask: Ask, content: bytes) -> str:
    return str(ask("POST", ROOT, Upload_Length=len(content)).headers["Location"])


def piece(ask: Ask, path: str, at: int, content: bytes) -> http.client.HTTPResponse:
    kind = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": at}
    return ask("PATCH", path, content[at : at + PIECE], **kind)


def offset(ask: Ask, path: str) -> int:
    return int(ask("HEAD", path).headers["Upload-Offset"])


def kept(shared: Flask) -> list[tuple[int, str]]:
    with shared.app_context():
        pictures = db.session.scalars(db.select(Picture).order_by(Picture.id))
        found = [(p.id, sha256(storage().get(p.original_key)).hexdigest()) for p in pictures]
        assert db.session.scalar(db.select(db.func.count()).select_from(UploadPiece)) == 0
        return found


def test_ten_cuts_lose_and_double_nothing(shared: Flask, line: Line, ask: Ask) -> None:
    content, chance = photograph(), random.Random(os.getpid())  # noqa: S311
    before, path, at = kept(shared), begin(ask, content), 0
    while at < len(content):
        try:
            if line.cuts < 10:
                line.cut_after(chance.randrange(200, PIECE), back=chance.random() < 0.2)
            piece(ask, path, at, content)
        except (OSError, http.client.HTTPException):
            line.cut_after(-1)
        at = offset(ask, path)
        assert at % PIECE == 0 or at == len(content)
    assert line.cuts == 10
    assert [digest for _, digest in kept(shared)[len(before) :]] == [sha256(content).hexdigest()]


def test_when_the_last_answer_is_lost_asking_again_finds_the_picture(
    shared: Flask, line: Line, ask: Ask
) -> None:
    content = photograph(PIECE)
    before, path = kept(shared), begin(ask, content)
    line.cut_after(3, back=True)
    with pytest.raises((OSError, http.client.HTTPException)):
        piece(ask, path, 0, content)
    assert offset(ask, path) == len(content)
    assert piece(ask, path, 0, content).status == 409
    assert len(kept(shared)) == len(before) + 1


def test_of_eight_pieces_at_one_place_one_counts(shared: Flask, ask: Ask) -> None:
    content = photograph(PIECE)
    before, path = kept(shared), begin(ask, content)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(piece, ask, path, 0, content) for _ in range(8)]
    assert sorted(answer.result().status for answer in answers) == [204] + [409] * 7
    assert len(kept(shared)) == len(before) + 1
