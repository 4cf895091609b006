"""Turns what a virtual user does into the message WeChat would push to the product."""

from __future__ import annotations

import secrets

from bot.sandbox.allowance import Source
from bot.sandbox.pushed import Elements, UserMessage
from bot.sandbox.user_actions import Link, Location, UserMessageBody, Voice
from bot.sandbox.user_events import build_event

# What WeChat itself puts in place of stickers, files and the like.
UNSUPPORTED_TEXT = "【收到不支持的消息类型，暂无法显示】"


def build_message(body: UserMessageBody, picture_url: str) -> UserMessage:
    """Turn a checked body into the message WeChat would push."""
    if body.event is not None:
        return build_event(body, body.event)
    if body.text is not None:
        return _text(body.text, body.menu_id)
    if body.location is not None:
        return _location(body.location)
    if body.link is not None:
        return _link(body.link)
    if body.sticker:
        return UserMessage(
            "sticker", "[表情]", [("MsgType", "text"), ("Content", UNSUPPORTED_TEXT)]
        )
    return _media(body, picture_url)


def new_media_id(prefix: str) -> str:
    """A fresh media id; the prefix lets `/cgi-bin/media/get` know what to serve."""
    return f"{prefix}-{secrets.token_urlsafe(24)}"


def _text(text: str, menu_id: str | None) -> UserMessage:
    elements: Elements = [("MsgType", "text"), ("Content", text)]
    if menu_id is None:
        return UserMessage("text", text, elements)
    # A tap on a menu message arrives as text, yet allows only what a menu click allows.
    return UserMessage("text", text, [*elements, ("bizmsgmenuid", menu_id)], Source.MENU_CLICK)


def _location(place: Location) -> UserMessage:
    elements = [
        ("MsgType", "location"),
        ("Location_X", f"{place.latitude:.6f}"),
        ("Location_Y", f"{place.longitude:.6f}"),
        ("Scale", place.scale),
        ("Label", place.label),
    ]
    label = place.label or f"{place.latitude:.4f}, {place.longitude:.4f}"
    return UserMessage("location", f"[位置] {label}", elements, details=place.model_dump())


def _link(link: Link) -> UserMessage:
    elements = [
        ("MsgType", "link"),
        ("Title", link.title),
        ("Description", link.description),
        ("Url", link.url),
    ]
    return UserMessage("link", f"[链接] {link.title}", elements, details=link.model_dump())


def _media(body: UserMessageBody, picture_url: str) -> UserMessage:
    if body.voice is not None:
        return _voice(Voice() if body.voice is True else body.voice)
    if body.video is not None:
        thumb, media = new_media_id("thumb"), new_media_id("video")
        elements = [("MsgType", "video"), ("MediaId", media), ("ThumbMediaId", thumb)]
        return UserMessage("video", "[视频]", elements)
    url = picture_url
    if isinstance(body.image, str):
        url = body.image
    elif isinstance(body.image, dict):
        url = str(body.image.get("url") or picture_url)
    elements = [("MsgType", "image"), ("PicUrl", url), ("MediaId", new_media_id("image"))]
    return UserMessage("image", "[图片]", elements, details={"picture_url": url})


def _voice(voice: Voice) -> UserMessage:
    elements: Elements = [
        ("MsgType", "voice"),
        ("MediaId", new_media_id("voice")),
        ("Format", "amr"),
    ]
    if voice.recognition is not None:
        elements.append(("Recognition", voice.recognition))
    return UserMessage("voice", "[语音]", elements, details={"seconds": voice.seconds})
