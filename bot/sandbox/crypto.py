"""WeChat's message signature and AES envelope (消息加解密说明), strict in both directions."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32  # WeChat pads to 32 bytes, not to AES's 16
_HEAD = 20  # 16 random bytes and a 4-byte length


class CryptoError(ValueError):
    """The envelope cannot be opened: wrong key, padding, length or AppID."""


def sign(*parts: str) -> str:
    """Return the hex SHA-1 of the sorted, joined parts (token, timestamp, nonce, [Encrypt])."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


class MessageCrypto:
    """Seals and opens messages with one EncodingAESKey for one AppID."""

    def __init__(self, aes_key: str, appid: str) -> None:
        self._key = base64.b64decode(aes_key + "=")
        if len(self._key) != 32:
            raise CryptoError("EncodingAESKey must decode to 32 bytes")
        self._appid = appid.encode()

    def encrypt(self, message: str, random_bytes: bytes | None = None) -> str:
        """Seal `message`; `random_bytes` (16) is only for documented vectors."""
        body = message.encode()
        plain = (random_bytes or os.urandom(16)) + struct.pack(">I", len(body)) + body + self._appid
        pad = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad)).decode()

    def decrypt(self, encrypted: str) -> str:
        """Open an envelope. Raises `CryptoError` for anything that is not exactly right."""
        plain = _unpadded(self._decrypted(encrypted))
        if len(plain) < _HEAD:
            raise CryptoError("envelope too short")
        (length,) = struct.unpack(">I", plain[16:_HEAD])
        if _HEAD + length > len(plain):
            raise CryptoError("length field out of bounds")
        if plain[_HEAD + length :] != self._appid:
            raise CryptoError("AppID does not match")
        try:
            return plain[_HEAD : _HEAD + length].decode()
        except UnicodeDecodeError as error:
            raise CryptoError("message is not UTF-8") from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def _decrypted(self, encrypted: str) -> bytes:
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError) as error:
            raise CryptoError("envelope is not base64") from error
        if not sealed or len(sealed) % _BLOCK:
            raise CryptoError("envelope length is not a multiple of 32")
        return self._cipher().decryptor().update(sealed)


def _unpadded(padded: bytes) -> bytes:
    pad = padded[-1]
    if not 1 <= pad <= _BLOCK or padded[-pad:] != bytes([pad]) * pad:
        raise CryptoError("bad padding")
    return padded[:-pad]
