"""The gate: `GET` and `POST /wechat`, as the platform calls them.

| what comes | answer |
|---|---|
| GET, good signature | 200, echostr as plain text |
| bad or repeated parameters, bad or stale signature, clear text in safe mode | 403, empty |
| not for this AppID or account, no key opens it | 403, empty |
| good signature, but too large, not XML, not a message | 200 `success`, counted |
| a message, answered in time | 200, reply XML (encrypted as it came) |
| a message, nothing to say or answered later | 200 `success` |
Never 5xx: WeChat would tell the person that the account is out of order, and try again.
"""

import structlog
from fastapi import APIRouter, Request, Response

from backend.core.errors import AppError, Forbidden, Invalid
from backend.core.privacy import short_hash
from backend.core.settings import WeChatSettings, wechat_settings
from bot import wechat
from bot.messages import IncomingMessage
from bot.metrics import CALLBACKS
from bot.reception import Reception
from bot.wording import phrase

router = APIRouter()
_FRESHNESS_SECONDS = 600
_log = structlog.get_logger(__name__)


def _forbidden() -> Response:
    return Response(status_code=403)


def _acknowledge() -> Response:
    return Response("success", media_type="text/plain")


def _query(request: Request) -> dict[str, str]:
    """The query's parameters; a repeated one is refused."""
    pairs = request.query_params.multi_items()
    params = dict(pairs)
    if len(params) != len(pairs):
        raise Forbidden("a parameter is repeated")
    return params


@router.get("/wechat")
async def verify(request: Request) -> Response:
    """The platform checks that this address knows the token (wechat.md §1.1)."""
    try:
        params = _query(request)
        wechat.check_query(params, wechat_settings().token)
        echo = params["echostr"]
    except (Forbidden, KeyError):
        CALLBACKS.labels("forbidden").inc()
        return _forbidden()
    CALLBACKS.labels("verified").inc()
    return Response(echo, media_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})


@router.post("/wechat")
async def receive(request: Request) -> Response:
    """One message or event. See the table above for every way it can end."""
    settings = wechat_settings()
    try:
        params = _query(request)
        wechat.check_query(params, settings.token)
        wechat.check_freshness(params["timestamp"], _FRESHNESS_SECONDS)
        body = await _body(request)
        opened, message = _open(body, params, settings)
    except Forbidden as error:
        CALLBACKS.labels("forbidden").inc()
        _log.warning("callback_refused", reason=error.message)
        return _forbidden()
    except Invalid as error:
        CALLBACKS.labels("unreadable").inc()
        _log.warning("callback_unreadable", reason=error.message)
        return _acknowledge()
    return await _answer(request.app.state.reception, message, opened, settings)


async def _body(request: Request) -> str:
    """The body as text, read no further than the limit. Raises Invalid."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > wechat.MAX_BODY_BYTES:
            raise Invalid("body too large")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("body is not UTF-8") from error


def _open(
    body: str, params: dict[str, str], settings: WeChatSettings
) -> tuple[wechat.Opened | None, IncomingMessage]:
    """Decrypt (or read, where clear text is allowed) and parse. None: it came in clear."""
    is_encrypted = params.get("encrypt_type", "raw") == "aes"
    if not is_encrypted:
        if settings.mode == "safe":
            raise Forbidden("clear text in safe mode")
        return None, _checked(wechat.parse(body, settings), params)
    envelope = wechat.envelope(body)
    opened = wechat.open_encrypted(envelope["Encrypt"], params, settings)
    message = wechat.parse(opened.xml, settings)
    if envelope["ToUserName"] and envelope["ToUserName"] != message.account_id:
        raise Forbidden("outer and inner account differ")
    return opened, _checked(message, params)


def _checked(message: IncomingMessage, params: dict[str, str]) -> IncomingMessage:
    """A person's message names the same openid in query and body (wechat.md §1.2)."""
    is_from_person = not message.event.startswith(("user_authorization", "user_info"))
    if is_from_person and params.get("openid", message.openid) != message.openid:
        raise Forbidden("query and body name different people")
    return message


async def _answer(
    reception: Reception,
    message: IncomingMessage,
    opened: wechat.Opened | None,
    settings: WeChatSettings,
) -> Response:
    structlog.contextvars.bind_contextvars(person=short_hash(message.openid))
    try:
        text = await reception.answer(message)
    except AppError as error:
        _log.error("turn_refused", error=error.code)
        text = phrase("store_away")
    except Exception:  # noqa: BLE001 - door: the database is away or a bug; the person hears a sentence
        _log.exception("turn_failed")
        text = phrase("store_away")
    CALLBACKS.labels("answered" if text else "acknowledged").inc()
    if not text:
        return _acknowledge()
    xml = wechat.text_reply(message, text)
    if opened is not None:
        xml = wechat.seal(xml, opened.aes_key, settings)
    return Response(xml, media_type="application/xml")
