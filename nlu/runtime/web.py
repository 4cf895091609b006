"""The interpreter's HTTP face: Rasa's REST contract plus readiness, pause and model swap."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError

from runtime.agent_host import AgentHost, NoAnswerError, NotReadyError
from runtime.settings import Settings

log = structlog.get_logger()
RETRY_AFTER_SECONDS = "2"


class IncomingText(BaseModel):
    """One masked message of a conversation."""

    sender: str = Field(min_length=1, max_length=255)
    message: str = Field(max_length=8000)
    metadata: dict[str, Any] = Field(default_factory=dict)


class IntentToTrigger(BaseModel):
    """An intent to act on without a message."""

    name: str
    entities: dict[str, Any] = Field(default_factory=dict)


def host_of(request: Request) -> AgentHost:
    """The agent host of this application."""
    host: AgentHost = request.app.state.host
    return host


Host = Annotated[AgentHost, Depends(host_of)]


def check_token(
    request: Request,
    authorization: Annotated[str, Header()] = "",
    token: Annotated[str, Query()] = "",
) -> None:
    """Raises 401 when a token is configured and the caller shows another or none."""
    expected: str = request.app.state.settings.token
    shown = authorization.removeprefix("Bearer ").strip() or token
    if expected and not hmac.compare_digest(shown.encode(), expected.encode()):
        raise HTTPException(401, "Token missing or wrong.")


open_routes = APIRouter()
closed_routes = APIRouter(dependencies=[Depends(check_token)])


@open_routes.get("/healthz")
async def healthz(host: Host, response: Response) -> dict[str, str]:
    """Tells loading, ready or failed and which model serves; 503 unless ready."""
    status, detail = host.status, host.detail
    if status == "ready":
        try:
            await asyncio.to_thread(host.store.ping)
        except (SQLAlchemyError, NotReadyError):
            status, detail = "failed", "The dialogue database does not answer."
    response.status_code = 200 if status == "ready" else 503
    return {"status": status, "model": host.model, "detail": detail}


@closed_routes.post("/webhooks/rest/webhook")
async def receive_message(body: IncomingText, host: Host) -> list[Any]:
    """Answers one message; [] when the conversation is paused."""
    return await host.answer(body.sender, body.message, body.metadata)


@closed_routes.post("/conversations/{conversation_id}/trigger_intent")
async def trigger_intent(conversation_id: str, body: IntentToTrigger, host: Host) -> list[Any]:
    """Acts as if the person had said something with this intent."""
    try:
        return await host.trigger(conversation_id, body.name, body.entities)
    except KeyError as error:
        raise HTTPException(404, "No such intent.") from error


@closed_routes.post("/conversations/{conversation_id}/pause", status_code=204)
async def pause(conversation_id: str, host: Host) -> None:
    """Staff took over: the bot stays silent."""
    await host.pause(conversation_id)


@closed_routes.post("/conversations/{conversation_id}/resume", status_code=204)
async def resume(conversation_id: str, host: Host) -> None:
    """The bot answers again."""
    await host.resume(conversation_id)


@closed_routes.delete("/conversations/{conversation_id}", status_code=204)
async def forget(conversation_id: str, host: Host) -> None:
    """Deletes the stored dialogue of a person."""
    await host.forget(conversation_id)


@closed_routes.post("/model/reload")
async def reload_model(host: Host) -> dict[str, str]:
    """Loads the newest model; the running one serves until then, and after a failure."""
    await host.load()
    return {"status": host.status, "model": host.model, "detail": host.detail}


def create_app(settings: Settings) -> FastAPI:
    """Builds the application; the model starts loading when the server listens."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        host = AgentHost(settings)
        app.state.host, app.state.settings = host, settings
        tasks = [asyncio.create_task(host.load()), asyncio.create_task(host.drop_expired())]
        yield
        for task in tasks:
            task.cancel()

    app = FastAPI(title="Interpreter", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.include_router(open_routes)
    app.include_router(closed_routes)
    app.add_exception_handler(NotReadyError, answer_not_ready)
    app.add_exception_handler(NoAnswerError, answer_no_answer)
    return app


async def answer_not_ready(request: Request, error: Exception) -> JSONResponse:
    """503 while no model is loaded."""
    headers = {"Retry-After": RETRY_AFTER_SECONDS}
    return JSONResponse({"error": "not_ready"}, 503, headers=headers)


async def answer_no_answer(request: Request, error: Exception) -> JSONResponse:
    """502 when the turn said nothing: most likely the action server is away."""
    log.error("turn_without_answer")
    return JSONResponse({"error": "no_answer"}, 502)
