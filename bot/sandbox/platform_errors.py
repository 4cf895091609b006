"""WeChat's error answers: HTTP 200 with errcode and errmsg that ends in a request id."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

_MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40015: "invalid menu type",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40023: "invalid sub button size",
    40025: "invalid sub button name size",
    40035: "invalid parameter",
    40037: "invalid template_id",
    40066: "invalid url",
    40125: "invalid appsecret",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    42001: "access_token expired",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    45072: "invalid command",
    45080: "need user interaction in the last 30 seconds",
    45081: "already typing",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid!",
}
# An escaped backslash, or an escape of a character outside ASCII.
_ESCAPE = re.compile(r"\\\\|\\u(?!00[0-7])([0-9a-fA-F]{4})")


class PlatformError(Exception):
    """A refusal by the platform; `hint` names the field or value at fault."""

    def __init__(self, errcode: int, hint: str = "", errmsg: str | None = None) -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.errmsg = errmsg or _MESSAGES.get(errcode, "error")
        if hint:
            self.errmsg += f", hint: [{hint}]"


def ok(**fields: Any) -> dict[str, Any]:
    """The platform's success answer."""
    return {"errcode": 0, "errmsg": "ok", **fields}


async def answer_platform_error(_request: Request, error: Exception) -> JSONResponse:
    """Exception handler: write a `PlatformError` the way WeChat does."""
    if not isinstance(error, PlatformError):
        raise error
    rid = "-".join(secrets.token_hex(4) for _ in range(3))
    return JSONResponse({"errcode": error.errcode, "errmsg": f"{error.errmsg} rid: {rid}"})


async def read_platform_json(request: Request) -> dict[str, Any]:
    """Dependency: the JSON body. Raises 47001.

    WeChat shows `\\u4f60` literally instead of 你, so escapes are kept as they were sent: a
    product that does not send raw UTF-8 is caught here as it would be there.
    """
    try:
        text = (await request.body()).decode()
        data = json.loads(_ESCAPE.sub(_literal_escape, text))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise PlatformError(47001) from error
    if not isinstance(data, dict):
        raise PlatformError(47001)
    return data


def _literal_escape(match: re.Match[str]) -> str:
    return match[0] if match[1] is None else "\\\\u" + match[1]
