"""The account's menu (自定义菜单) and its limits."""

from __future__ import annotations

from typing import Any

from bot.sandbox.platform_errors import PlatformError

_MAX_BUTTONS, _MAX_SUB_BUTTONS = 3, 5
_MAX_NAME_BYTES, _MAX_SUB_NAME_BYTES = 16, 60
_MAX_KEY_BYTES, _MAX_URL_BYTES = 128, 1024
_KEY_TYPES = {
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
}
_OTHER_NEEDS = {
    "view": ("url",),
    "miniprogram": ("url", "appid", "pagepath"),
    "media_id": ("media_id",),
    "view_limited": ("media_id",),
    "article_id": ("article_id",),
    "article_view_limited": ("article_id",),
}


def checked_menu(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons as `menu/get` shows them. Raises the platform's menu errors."""
    buttons = data.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= _MAX_BUTTONS:
        raise PlatformError(40016)
    return [_checked_button(button) for button in buttons]


def name_of_key(buttons: list[dict[str, Any]], key: str) -> str | None:
    """Name of the button with `key`, if there is one."""
    for button in buttons:
        for candidate in [button, *button.get("sub_button", [])]:
            if candidate.get("key") == key:
                return str(candidate["name"])
    return None


def _checked_button(button: Any) -> dict[str, Any]:
    subs = button.get("sub_button") if isinstance(button, dict) else None
    if not subs:
        return {**_checked_action(button, _MAX_NAME_BYTES, 40018), "sub_button": []}
    if not isinstance(subs, list) or len(subs) > _MAX_SUB_BUTTONS:
        raise PlatformError(40023)
    name = _checked_name(button, _MAX_NAME_BYTES, 40018)
    return {
        "name": name,
        "sub_button": [
            {**_checked_action(sub, _MAX_SUB_NAME_BYTES, 40025), "sub_button": []} for sub in subs
        ],
    }


def _checked_name(button: Any, max_bytes: int, errcode: int) -> str:
    name = button.get("name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not 0 < len(name.encode()) <= max_bytes:
        raise PlatformError(errcode, str(name))
    return name


def _checked_action(button: Any, max_name_bytes: int, name_errcode: int) -> dict[str, Any]:
    name = _checked_name(button, max_name_bytes, name_errcode)
    kind = button.get("type")
    if kind not in _KEY_TYPES and kind not in _OTHER_NEEDS:
        raise PlatformError(40017, str(kind))
    needed = ("key",) if kind in _KEY_TYPES else _OTHER_NEEDS[kind]
    action = {field: _checked_field(button, field) for field in needed}
    return {"type": kind, "name": name, **action}


def _checked_field(button: dict[str, Any], field: str) -> str:
    value = button.get(field)
    limit, errcode = (_MAX_URL_BYTES, 40020) if field == "url" else (_MAX_KEY_BYTES, 40019)
    if not isinstance(value, str) or not 0 < len(value.encode()) <= limit:
        raise PlatformError(errcode, field)
    return value
