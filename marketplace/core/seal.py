"""Secrets at rest: a column that the database holds only encrypted."""

from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from flask import current_app
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


def make_box(keys: tuple[str, ...]) -> MultiFernet:
    """Seals with the first key and opens with any; keys are urlsafe base64 of 32 bytes."""
    return MultiFernet([Fernet(key) for key in keys])


class Sealed(TypeDecorator[str]):
    """Text that is encrypted on its way in and opened on its way out. It cannot be searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else _box().encrypt(value.encode()).decode()

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> str | None:
        return None if value is None else _box().decrypt(value.encode()).decode()


def _box() -> MultiFernet:
    box: MultiFernet = current_app.extensions["box"]
    return box
