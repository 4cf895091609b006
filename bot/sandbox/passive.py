"""Reads what the product answers to a push, as strictly as WeChat does."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bot.sandbox.crypto import CryptoError, MessageCrypto, sign
from bot.sandbox.push_xml import XmlError, read_xml, text_of
from bot.sandbox.replies import (
    MAX_TEXT_BYTES,
    Reply,
    image_reply,
    news_reply,
    text_reply,
    transfer_reply,
)

# One article in answer to a user message, eight otherwise (被动回复 图文消息).
_MAX_ARTICLES_FOR_MESSAGE = 1
_MAX_ARTICLES = 8


class BrokenAnswer(ValueError):
    """The body is neither an acknowledgement nor a valid reply; the text says why."""


@dataclass(frozen=True)
class Envelope:
    """Who may answer whom, and how a reply must be sealed."""

    openid: str
    original_id: str
    token: str
    crypto: MessageCrypto | None
    accepts_clear: bool
    is_event: bool


def read_answer(body: bytes, envelope: Envelope) -> Reply | None:
    """Return the reply, or None for an acknowledgement. Raises `BrokenAnswer`."""
    if body.strip() in {b"", b"success"}:
        return None
    try:
        return _reply(_opened(read_xml(body), envelope), envelope)
    except (XmlError, CryptoError) as error:
        raise BrokenAnswer(str(error)) from error


def _opened(root: Element, envelope: Envelope) -> Element:
    encrypted = text_of(root, "Encrypt")
    if not encrypted:
        if not envelope.accepts_clear:
            raise BrokenAnswer("clear reply in safe mode")
        return root
    if envelope.crypto is None:
        raise BrokenAnswer("encrypted reply in plain mode")
    given = text_of(root, "MsgSignature").encode()
    time_stamp, nonce = text_of(root, "TimeStamp"), text_of(root, "Nonce")
    expected = sign(envelope.token, time_stamp, nonce, encrypted).encode()
    if not time_stamp or not nonce or not hmac.compare_digest(given, expected):
        raise BrokenAnswer("MsgSignature is wrong")
    return read_xml(envelope.crypto.decrypt(encrypted).encode())


def _reply(root: Element, envelope: Envelope) -> Reply:
    if text_of(root, "ToUserName") != envelope.openid:
        raise BrokenAnswer("ToUserName is not the user")
    if text_of(root, "FromUserName") != envelope.original_id:
        raise BrokenAnswer("FromUserName is not the account")
    if not text_of(root, "CreateTime").isdecimal():
        raise BrokenAnswer("CreateTime is not a number")
    kind = text_of(root, "MsgType")
    if kind == "text":
        return _text(root)
    if kind == "news":
        return _news(root, _MAX_ARTICLES if envelope.is_event else _MAX_ARTICLES_FOR_MESSAGE)
    if kind == "image":
        return _image(root)
    if kind == "transfer_customer_service":
        return transfer_reply(root.findtext("TransInfo/KfAccount") or "")
    raise BrokenAnswer(f'MsgType "{kind}" is not supported')


def _text(root: Element) -> Reply:
    content = text_of(root, "Content")
    if not content.strip():
        raise BrokenAnswer("Content is empty")
    if len(content.encode()) > MAX_TEXT_BYTES:
        raise BrokenAnswer(f"Content is longer than {MAX_TEXT_BYTES} bytes")
    return text_reply(content)


def _news(root: Element, limit: int) -> Reply:
    items = root.findall("Articles/item")
    if not items or text_of(root, "ArticleCount") != str(len(items)):
        raise BrokenAnswer("ArticleCount does not match Articles")
    articles = [
        {
            "title": text_of(item, "Title"),
            "description": text_of(item, "Description"),
            "url": text_of(item, "Url"),
            "picture_url": text_of(item, "PicUrl"),
        }
        for item in items[:limit]
    ]
    return news_reply(articles)


def _image(root: Element) -> Reply:
    media_id = root.findtext("Image/MediaId") or ""
    if not media_id:
        raise BrokenAnswer("Image has no MediaId")
    return image_reply(media_id)
