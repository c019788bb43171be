"""A passkey in software: it answers what a browser would, so that the server's side can be tested without one."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class SoftPasskey:
    """One key pair for one site, on a device that has (or has not) checked the finger of its owner."""

    def __init__(self, *, site: str = "testserver", verified: bool = True) -> None:
        self.site, self.flags = site, PRESENT | (VERIFIED if verified else 0)
        self.key, self.id, self.owner, self.uses = (
            ec.generate_private_key(ec.SECP256R1()),
            secrets.token_bytes(16),
            "",
            0,
        )

    def kept(self) -> dict[str, str]:
        """All of it as text, for another process."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return {"key": pem.decode(), "id": self.id.hex(), "owner": self.owner}

    @classmethod
    def found(cls, kept: dict[str, str], *, site: str) -> SoftPasskey:
        """One that was kept."""
        one = cls(site=site)
        key = load_pem_private_key(kept["key"].encode(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        one.key, one.id, one.owner = key, bytes.fromhex(kept["id"]), kept["owner"]
        return one

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says to a server that wants a new passkey."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._said(
            "webauthn.create", asked["challenge"], attestationObject=websafe_encode(cbor.encode(made))
        ) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the browser says to a server that asks who is there."""
        challenge, data = options["publicKey"]["challenge"], self._data()
        client = self._client("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(
            "webauthn.get",
            challenge,
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=self.owner,
        )

    def _data(self, more: int = 0) -> bytes:
        self.uses += 1
        flags = (self.flags | more).to_bytes(1, "big")
        return hashlib.sha256(self.site.encode()).digest() + flags + self.uses.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"http://{self.site}"}).encode()

    def _said(self, kind: str, challenge: str, **response: str) -> dict[str, Any]:
        name = websafe_encode(self.id)
        response["clientDataJSON"] = websafe_encode(self._client(kind, challenge))
        return {"type": "public-key", "id": name, "rawId": name, "response": response, "clientExtensionResults": {}}


def made_up(owner: str = "b3du") -> dict[str, Any]:
    """A passkey as it is stored, where nobody will ever use it."""
    return SoftPasskey().create({"publicKey": {"challenge": "bWFkZSB1cA", "user": {"id": owner}}})
