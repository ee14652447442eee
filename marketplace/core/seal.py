"""Secrets at rest: columns that the database holds only encrypted, under keys that can change."""

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import ARRAY, ColumnElement, Dialect, String, Text, literal
from sqlalchemy.types import TypeDecorator

from marketplace.core.digits import to_latin

FORMAT = "s1"
NONCE_BYTES = 12
SHORTEST_MARK = 3

Words = Callable[[dict[str, Any]], list[str]]
"""From a row's opened values to the words it is found by."""


class Unreadable(ValueError):
    """Sealed under a key that is not in the ring, or changed since."""


class KeyRing:
    """Seals with the newest key, which is the first, and opens with any. What is sealed says by
    which key: `s1.<key id>.<nonce and AES-256-GCM text in base64>`."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        raw = [base64.urlsafe_b64decode(key) for key in keys]
        if not raw or any(len(key) != 32 for key in raw):
            raise ValueError("a seal key is 32 bytes in URL-safe base64")
        self._boxes = {_id_of(key): AESGCM(_derived(key, b"seal")) for key in raw}
        self._marks = [_derived(key, b"mark") for key in raw]
        self.newest = _id_of(raw[0])

    @property
    def prefix(self) -> str:
        """How everything begins that the newest key has sealed."""
        return f"{FORMAT}.{self.newest}."

    def seal(self, text: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._boxes[self.newest].encrypt(nonce, text.encode(), None)
        return self.prefix + base64.urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises Unreadable."""
        form, key_id, content = (sealed.split(".", 2) + ["", ""])[:3]
        if form != FORMAT or key_id not in self._boxes:
            raise Unreadable(f"sealed with the key {key_id[:8]}, which is not among SEAL_KEYS")
        raw = base64.urlsafe_b64decode(content)
        try:
            return self._boxes[key_id].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except InvalidTag:
            raise Unreadable("changed since it was sealed") from None

    def marks(self, word: str) -> list[str]:
        """The keyed hashes of a word, that of the newest key first."""
        return [hmac.new(key, word.encode(), sha256).hexdigest()[:16] for key in self._marks]


def ring() -> KeyRing:
    """The keys of the running app."""
    found: KeyRing = current_app.extensions["seal"]
    return found


class Sealed(TypeDecorator[str]):
    """Text that is encrypted on its way in and opened on its way out. It cannot be searched."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else ring().seal(value)

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> str | None:
        return None if value is None else ring().open(value)


class SealedJson(TypeDecorator[Any]):
    """JSON that is encrypted as a whole. A change inside it is not noticed: assign it anew."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, _dialect: Dialect) -> str | None:
        return None if value is None else ring().seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Any | None:
        return None if value is None else json.loads(ring().open(value))


class Marks(TypeDecorator[list[str]]):
    """Words by which a row with sealed text is found, kept as keyed hashes. The column's
    `info["words"]` makes the words anew from the row's opened values when keys change."""

    impl = ARRAY(String(16))
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, _dialect: Dialect) -> list[str] | None:
        return None if value is None else sorted({ring().marks(word)[0] for word in value})


def begun(texts: Iterable[str]) -> list[str]:
    """What people may type to find these texts: each word, and its beginnings of three letters
    and more."""
    words = {word for text in texts for word in folded(text).split()}
    return sorted({word[:n] for word in words for n in (*range(SHORTEST_MARK, 20), len(word))})


def folded(text: str) -> str:
    return to_latin(text).casefold().replace("ي", "ی").replace("ك", "ک")


def is_marked(column: Any, word: str) -> ColumnElement[bool]:
    """Whether the row is found by the word, whichever key made its marks."""
    found: ColumnElement[bool] = column.op("&&", is_comparison=True)(
        literal(ring().marks(folded(word)), ARRAY(String(16)))
    )
    return found


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)


def _id_of(key: bytes) -> str:
    return sha256(b"id of a seal key" + key).hexdigest()[:8]
