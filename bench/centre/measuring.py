"""What each list of the centre asks of the database and of the processor, for somebody who may see it."""

import secrets
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from marketplace.accounts.models import Session, User
from marketplace.accounts.sessions import TOKEN
from marketplace.core.db import db, transaction

WARM, ROUNDS, LEAST, PATIENCE = 2, 9, 3, 4.0
"""A page that keeps one waiting is asked for less often."""


@dataclass(frozen=True)
class Figure:
    """Queries, and the median milliseconds of an answer: those that the processor spent on it in
    our process and in the database's, and those that went by on the clock."""

    queries: int
    cpu: float
    clock: float


def client_of(app: Flask, email: str) -> FlaskClient:
    """Somebody of the demonstration, signed in."""
    with app.app_context(), transaction():
        user_id = db.session.scalar(select(User.id).where(User.email == email))
        token = secrets.token_urlsafe(32)
        db.session.add(Session(token_hash=sha256(token.encode()).hexdigest(), user_id=user_id))
    client = app.test_client()
    with client.session_transaction() as session:
        session.update({TOKEN: token, "_user_id": str(user_id), "_fresh": True})
    return client


def measured(client: FlaskClient, address: str, server: int) -> Figure:
    """`server` is the process whose children serve the database."""
    sent: list[str] = []
    clock: list[float] = []
    cpu: list[float] = []
    until = time.monotonic() + PATIENCE
    while len(clock) < WARM + LEAST or (len(clock) < WARM + ROUNDS and time.monotonic() < until):
        sent.clear()
        event.listen(Engine, "before_cursor_execute", note := _noting(sent))
        spent, began = _spent(server), time.perf_counter()
        answer = client.get(address)
        clock.append(time.perf_counter() - began)
        cpu.append(_spent(server) - spent)
        event.remove(Engine, "before_cursor_execute", note)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return Figure(len(sent), median(cpu[WARM:]) * 1000, median(clock[WARM:]) * 1000)


def _spent(server: int) -> float:
    """Seconds of processor of ours and of the database's processes."""
    tasks = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    spent = [int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in tasks]
    return sum(spent) / 1e9 + time.process_time()


def _noting(sent: list[str]):  # type: ignore[no-untyped-def]
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    return note
