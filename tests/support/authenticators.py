"""A passkey without a device: makes and signs as an authenticator would."""

import base64
import json
import secrets
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class Authenticator:
    """One key pair; `flags` say whether its owner was there and has unlocked it."""

    origin: str = "http://localhost"
    flags: int = PRESENT | VERIFIED
    counter: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        asked = json.loads(options)
        rp = asked["rp"]["id"]
        credential = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + self._public()
        data = self._data(rp, self.flags | ATTESTED) + credential
        return self._answer(
            clientDataJSON=self._client("webauthn.create", asked),
            attestationObject=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data}),
        )

    def sign(self, options: str) -> str:
        asked = json.loads(options)
        self.counter += 1
        client = self._client("webauthn.get", asked)
        data = self._data(asked["rpId"], self.flags)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _answer(self, **parts: bytes) -> str:
        answer: dict[str, Any] = {"id": _text(self.id), "rawId": _text(self.id)}
        response = {name: _text(part) for name, part in parts.items()}
        return json.dumps(answer | {"type": "public-key", "response": response})

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _data(self, rp: str, flags: int) -> bytes:
        return sha256(rp.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _public(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )


def _text(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")
