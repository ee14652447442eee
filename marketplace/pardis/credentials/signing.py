"""Ed25519 keys, and the two ways in which credentials are signed with them: a Data Integrity proof
inside the JSON (W3C `eddsa-rdfc-2022`) and a JWT around it. Contexts are read from this machine alone."""

import base64
from copy import deepcopy
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marketplace.core.db import Json
from marketplace.core.late import late

if TYPE_CHECKING:
    import jwt
    from pyld import jsonld
    from pyld.documentloader import frozen
else:
    jwt = late("jwt")
    jsonld = late("pyld.jsonld")
    frozen = late("pyld.documentloader.frozen")

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
CONTEXTS = Path(__file__).parent / "contexts"
ED25519_PUBLIC = b"\xed\x01"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def new_pair() -> tuple[str, str]:
    """A private key in base64 and its public half as a Multikey."""
    made = Ed25519PrivateKey.generate()
    private = base64.b64encode(made.private_bytes_raw()).decode()
    return private, multibase(ED25519_PUBLIC + made.public_key().public_bytes_raw())


def with_proof(document: Json, private: str, method: str, created: str) -> Json:
    """The document with its proof. `method` is the address of the public key, `created` an instant
    of XML Schema. What the proof covers is every word of it: all its terms stand in the contexts."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    in_context = proof | {"@context": document["@context"]}
    signature = _key(private).sign(_digest(in_context) + _digest(document))
    return document | {"proof": proof | {"proofValue": multibase(signature)}}


def as_jwt(document: Json, private: str, method: str) -> str:
    """The same document as the payload of a JWT, with the claims that repeat its head."""
    issuer = document["issuer"]
    claims = {
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "jti": document["id"],
        "nbf": _seconds(document["validFrom"]),
    }
    if until := document.get("validUntil"):
        claims["exp"] = _seconds(until)
    head = {"kid": method, "typ": "vc+jwt", "cty": "vc"}
    return jwt.encode(document | claims, _key(private), algorithm="EdDSA", headers=head)


def multibase(content: bytes) -> str:
    """Base58 of Bitcoin with its sign `z`."""
    number, signs = int.from_bytes(content), ""
    while number:
        number, rest = divmod(number, 58)
        signs = BASE58[rest] + signs
    return "z" + BASE58[0] * (len(content) - len(content.lstrip(b"\0"))) + signs


def from_multibase(text: str) -> bytes:
    """The bytes again; of text that begins with no zero."""
    number = 0
    for sign in text.removeprefix("z"):
        number = number * 58 + BASE58.index(sign)
    return number.to_bytes(-(-number.bit_length() // 8))


def _digest(document: Json) -> bytes:
    """SHA-256 of the canonical statements (RDFC-1.0, which the library knows by its older name)."""
    options = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": _contexts(),
    }
    return sha256(jsonld.normalize(deepcopy(document), options).encode()).digest()


@cache
def _contexts() -> Any:
    """A loader that knows the contexts we write, and refuses to fetch any other."""
    documents = {
        CREDENTIALS: frozen.BUNDLED_CONTEXTS[CREDENTIALS],
        OPEN_BADGES: CONTEXTS / "open-badges-3.0.3.json",
        EXTENSIONS: CONTEXTS / "extensions.json",
    }
    return frozen.FrozenDocumentLoader(documents=documents)


def _key(private: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(private))


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
