"""The gate's tools: signatures, decryption, parsing, and replies WeChat can read.

wechatpy does the cipher, the signer, the parser and the reply objects. It is fenced where it was
found unsound (wechat.md §4.3): parameters and signatures are checked before anything is opened,
the frame of a decrypted message is checked byte by byte, XML is bounded before it is parsed, and
reply text cannot break out of its CDATA section.
"""

import base64
import binascii
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

import wechatpy
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.crypto.cryptography import WeChatCipher
from wechatpy.replies import TextReply
from wechatpy.utils import WeChatSigner

from backend.core.errors import Forbidden, Invalid
from backend.core.settings import WeChatSettings
from bot.messages import IncomingMessage

MAX_BODY_BYTES = 64 * 1024
_MAX_DEPTH = 12
_MAX_ELEMENTS = 400
_FORBIDDEN_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PARSE_ERRORS = (KeyError, AttributeError, TypeError, ValueError, expat.ExpatError)
UNSUPPORTED_TEXT = "【收到不支持的消息类型，暂无法显示】"


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted message, and the key that opened it: the reply must use the same."""

    xml: str
    aes_key: str


def sign(*parts: str) -> str:
    """The platform's signature: SHA-1 over the sorted parts."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def check_signature(given: str, *parts: str) -> None:
    """Raise Forbidden unless `given` signs `parts`. Compared in constant time, on bytes."""
    if not all(parts) or not hmac.compare_digest(sign(*parts).encode(), given.encode()):
        raise Forbidden("bad signature")


def check_query(params: dict[str, str], token: str) -> None:
    """Check `signature`, `timestamp` and `nonce` of a callback's query."""
    timestamp, nonce = params.get("timestamp", ""), params.get("nonce", "")
    # digits only: the signed text is a bare concatenation, so the borders must be unambiguous
    if not re.fullmatch(r"[0-9]{9,11}", timestamp) or not 0 < len(nonce) <= 128:
        raise Forbidden("bad timestamp or nonce")
    check_signature(params.get("signature", ""), token, timestamp, nonce)


def check_freshness(timestamp: str, window_seconds: int) -> None:
    """Refuse a callback signed longer ago (or further ahead) than the window."""
    if abs(time.time() - int(timestamp)) > window_seconds:
        raise Forbidden("stale timestamp")


def open_encrypted(encrypted: str, params: dict[str, str], settings: WeChatSettings) -> Opened:
    """Check `msg_signature` and decrypt with the current or the previous key.

    Raises Forbidden for a bad signature or a message that no key of ours opens.
    """
    signed = (settings.token, params["timestamp"], params["nonce"], encrypted)
    check_signature(params.get("msg_signature", ""), *signed)
    for key in filter(None, (settings.aes_key, settings.aes_key_previous)):
        try:
            return Opened(_decrypt(encrypted, key, settings.appid), key)
        except Invalid:
            continue
    raise Forbidden("no key opens this message")


def _decrypt(encrypted: str, aes_key: str, appid: str) -> str:
    """16 random bytes + 4-byte length + message + AppID, PKCS#7 to 32 (wechat.md §1.2)."""
    try:
        sealed = base64.b64decode(encrypted, validate=True)
        key = base64.b64decode(aes_key + "=")
    except binascii.Error as error:
        raise Invalid("not base64") from error
    if len(sealed) < 32 or len(sealed) % 16:
        raise Invalid("not whole blocks")
    plain: bytes = WeChatCipher(key).decrypt(sealed)
    pad = plain[-1]
    if not 1 <= pad <= 32 or plain[-pad:] != bytes([pad]) * pad:
        raise Invalid("bad padding")
    content = plain[16:-pad]
    length = int.from_bytes(content[:4], "big")
    message, owner = content[4 : 4 + length], content[4 + length :]
    if len(content) < 4 or len(message) != length or owner != appid.encode():
        raise Invalid("bad frame or another AppID")
    try:
        return message.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("not UTF-8") from error


def _check_bounds(xml: str) -> None:
    """Refuse document types, deep nesting and floods of elements before building anything."""
    depth = elements = 0

    def start(_: str, __: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > _MAX_DEPTH or elements > _MAX_ELEMENTS:
            raise Invalid("XML is too deep or too long")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: Any) -> None:
        raise Invalid("a document type is not allowed")

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.StartDoctypeDeclHandler = doctype
    reader.Parse(xml, True)


def _fields(xml: str) -> dict[str, Any]:
    """The children of <xml>. Raises Invalid; control characters are stripped and tried again."""
    for attempt in (xml, _FORBIDDEN_CHARACTERS.sub("", xml)):
        try:
            _check_bounds(attempt)
            parsed = wechatpy.parse_message(attempt)
        except _PARSE_ERRORS:
            continue
        if parsed is not None and isinstance(parsed._data, dict):
            return parsed._data
    raise Invalid("not a WeChat message")


def envelope(xml: str) -> dict[str, str]:
    """ToUserName and Encrypt of an encrypted body, before any key is used. Raises Invalid."""
    try:
        _check_bounds(xml)
        root = xmltodict.parse(xml)["xml"]
        return {name: _text(root.get(name)) for name in ("ToUserName", "Encrypt")}
    except _PARSE_ERRORS as error:
        raise Invalid("not an encrypted envelope") from error


def _text(value: object) -> str:
    """An element's text; an empty CDATA comes as None, a repeated element as a list."""
    return value if isinstance(value, str) else ""


def parse(xml: str, settings: WeChatSettings) -> IncomingMessage:
    """The message in `xml`. Raises Invalid when it is none, Forbidden when it is not for us."""
    data = _fields(xml)
    account_id, openid = _text(data.get("ToUserName")), _text(data.get("FromUserName"))
    if settings.original_id and account_id != settings.original_id:
        raise Forbidden("for another account")
    if not account_id or not _OPENID.fullmatch(openid):
        raise Invalid("no sender")
    kind = _text(data.get("MsgType")).lower()
    text = _text(data.get("Content"))
    # stickers and files arrive as this fixed text
    is_sticker = kind == "text" and text == UNSUPPORTED_TEXT
    return IncomingMessage(
        account_id=account_id,
        openid=openid,
        kind="sticker" if is_sticker else kind,
        created_at=_text(data.get("CreateTime")),
        message_id=_text(data.get("MsgId") or data.get("MsgID")),
        text=text,
        # wechatpy renames a follow by QR code; for us it is a follow
        event=_text(data.get("Event")).lower().replace("subscribe_scan", "subscribe", 1),
        event_key=_text(data.get("EventKey")),
        details=_details(data),
    )


def _details(data: dict[str, Any]) -> dict[str, str]:
    names = ("Label", "Location_X", "Location_Y", "MediaId", "Format", "bizmsgmenuid")
    return {name: _text(data.get(name)) for name in names if _text(data.get(name))}


def clean(text: str) -> str:
    """`text` without characters XML 1.0 forbids."""
    return _FORBIDDEN_CHARACTERS.sub("", text)


def text_reply(message: IncomingMessage, text: str) -> str:
    """The clear XML of a passive text reply."""
    reply = TextReply()
    reply.source, reply.target, reply.time = message.account_id, message.openid, int(time.time())
    reply.content = clean(text).replace("]]>", "]]]]><![CDATA[>")
    return str(reply.render())


def seal(xml: str, aes_key: str, settings: WeChatSettings) -> str:
    """The encrypted and signed form of a reply, made with the key that opened the message."""
    crypto = WeChatCrypto(settings.token, aes_key, settings.appid)
    return str(crypto.encrypt_message(xml, secrets.token_hex(8), str(int(time.time()))))
