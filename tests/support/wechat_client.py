"""The platform's side of the callback, written from its documentation, apart from our code."""

import base64
import hashlib
import os
import struct
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.support.environment import WECHAT

ACCOUNT = WECHAT["WECHAT_ORIGINAL_ID"]
OPENID = "oTestPerson0000000000000001A"


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _cipher(key: str) -> "Cipher[modes.CBC]":
    raw = base64.b64decode(key + "=")
    return Cipher(algorithms.AES(raw), modes.CBC(raw[:16]))


def encrypt(xml: str | bytes, key: str = WECHAT["WECHAT_AES_KEY"], appid: str = "") -> str:
    body = xml.encode() if isinstance(xml, str) else xml
    owner = (appid or WECHAT["WECHAT_APPID"]).encode()
    plain = os.urandom(16) + struct.pack(">I", len(body)) + body + owner
    pad = 32 - len(plain) % 32
    encryptor = _cipher(key).encryptor()
    sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
    return base64.b64encode(sealed).decode()


def decrypt(sealed: str, key: str = WECHAT["WECHAT_AES_KEY"]) -> str:
    decryptor = _cipher(key).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    plain = plain[: -plain[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    assert plain[20 + length :].decode() == WECHAT["WECHAT_APPID"]
    return plain[20 : 20 + length].decode()


def message_xml(openid: str = OPENID, msg_id: str = "1001", **fields: Any) -> str:
    """The clear XML of a text message; keyword arguments add or replace elements."""
    elements: dict[str, Any] = {
        "ToUserName": ACCOUNT,
        "FromUserName": openid,
        "CreateTime": str(int(time.time())),
        "MsgType": "text",
        "Content": "你好",
        "MsgId": msg_id,
    } | fields
    inner = "".join(
        f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in elements.items()
        if value is not None
    )
    return f"<xml>{inner}</xml>"


@dataclass
class Callback:
    """Query and body of one delivery."""

    params: dict[str, str]
    body: str


def callback(
    xml: str | bytes,
    openid: str | None = None,
    key: str = WECHAT["WECHAT_AES_KEY"],
    account: str = ACCOUNT,
) -> Callback:
    """A delivery in safe mode, signed and encrypted as the platform does it."""
    timestamp, nonce = str(int(time.time())), os.urandom(5).hex()
    sealed = encrypt(xml, key)
    params = {
        "signature": signature(WECHAT["WECHAT_TOKEN"], timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "encrypt_type": "aes",
        "msg_signature": signature(WECHAT["WECHAT_TOKEN"], timestamp, nonce, sealed),
    }
    if openid:
        params["openid"] = openid
    envelope = (
        f"<xml><ToUserName><![CDATA[{account}]]></ToUserName>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    )
    return Callback(params, envelope)


def reply_text(body: str) -> str:
    """The text of an encrypted passive reply; its signature is checked."""
    outer = {child.tag: child.text or "" for child in ElementTree.fromstring(body)}
    parts = (WECHAT["WECHAT_TOKEN"], outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    assert outer["MsgSignature"] == signature(*parts)
    inner = {
        child.tag: child.text or "" for child in ElementTree.fromstring(decrypt(outer["Encrypt"]))
    }
    assert inner["MsgType"] == "text"
    assert inner["FromUserName"] == ACCOUNT
    return inner["Content"]
