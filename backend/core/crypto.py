"""Personal data at rest: AES-256-GCM with a key ring, and a keyed hash for look-up.

A ciphertext names the key that made it (`k1:…`), so old keys can stay for reading while new
values use the newest. The context (table.column) is authenticated: a value moved to another
column does not decrypt.
"""

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.core.errors import AppError
from backend.core.secrets import generated_secret
from backend.core.settings import security_settings


class UnreadableSecret(AppError):
    """A stored value cannot be decrypted: its key is missing or the row was changed by hand."""

    code = "unreadable_secret"


@lru_cache
def _key_ring() -> dict[str, bytes]:
    """Key id → 32-byte key, newest first."""
    text = security_settings().data_keys or generated_secret("data_keys")
    ring: dict[str, bytes] = {}
    for item in text.split(","):
        key_id, _, encoded = item.strip().partition(":")
        key = base64.b64decode(encoded)
        if not key_id or len(key) != 32:
            raise UnreadableSecret("DATA_KEYS must read id:base64 of 32 bytes, comma-separated")
        ring[key_id] = key
    return ring


@lru_cache
def _hash_key() -> bytes:
    """The look-up key: derived from the oldest key, so that rotation keeps look-ups working."""
    oldest = list(_key_ring().values())[-1]
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"lookup-hash").derive(oldest)


def forget_keys() -> None:
    """Read the key ring again at the next call (tests)."""
    _key_ring.cache_clear()
    _hash_key.cache_clear()


def encrypt(plain: str, context: str) -> str:
    """The ciphertext of `plain`, bound to `context` such as "registrations.phone"."""
    key_id, key = next(iter(_key_ring().items()))
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), context.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, context: str) -> str:
    """The value behind a ciphertext made for the same `context`. Raises UnreadableSecret."""
    key_id, _, encoded = stored.partition(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return AESGCM(_key_ring()[key_id]).decrypt(raw[:12], raw[12:], context.encode()).decode()
    except (KeyError, InvalidTag, ValueError) as error:
        raise UnreadableSecret(f"cannot read {context}", key_id=key_id) from error


def keyed_hash(value: str, purpose: str) -> str:
    """A 32-character look-up hash of `value`; equal values of one purpose have equal hashes."""
    return hmac.new(_hash_key(), f"{purpose}\0{value}".encode(), sha256).hexdigest()[:32]
