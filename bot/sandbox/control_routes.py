"""The sandbox's own API: health, live feed, platform time, scripted faults, URL check."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.faults import Fault
from bot.sandbox.platform_routes import InWorld

router = APIRouter()


class ClockBody(BaseModel):
    """How far platform time shall jump."""

    model_config = ConfigDict(extra="forbid")

    advance_s: float = Field(gt=0, le=366 * 86400)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Alive."""
    return {"status": "ok"}


@router.get("/api/state")
async def read_state(world: InWorld) -> dict[str, Any]:
    """What a page needs at the start: users, menu, and where the feed stands."""
    now = world.clock.now()
    return {
        "position": world.feed.position,
        "menu": world.menu or [],
        "in_flight": world.conversation.in_flight,
        "users": [user.as_json(now) for user in world.people],
        "callback_url": world.settings.sandbox_callback_url,
        "mode": world.settings.wechat_mode,
    }


@router.get("/api/stream")
async def stream(
    world: InWorld,
    after: Annotated[str, Query(max_length=64)] = "",
    last_event_id: Annotated[str, Header(max_length=64)] = "",
) -> StreamingResponse:
    """Server-sent events after `Last-Event-ID` (reconnect) or `after` (first connect)."""
    events = world.feed.stream(last_event_id or after)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


@router.post("/api/verify")
async def verify_callback(world: InWorld) -> dict[str, Any]:
    """Do what the platform does when a callback URL is saved: the echostr check."""
    problem = await world.callback.verify_url()
    return {"ok": not problem, "problem": problem}


@router.get("/api/clock")
async def read_clock(world: InWorld) -> dict[str, float]:
    """Platform time and how far it runs ahead, in seconds."""
    return {"now": world.clock.now(), "offset_s": world.clock.offset_s}


@router.post("/api/clock")
async def advance_clock(world: InWorld, body: ClockBody) -> dict[str, float]:
    """Move platform time on: allowances, tokens and typing states run out."""
    world.clock.advance(body.advance_s)
    return await read_clock(world)


@router.get("/api/faults")
async def list_faults(world: InWorld) -> dict[str, Any]:
    """Scripted faults still in force."""
    return {"faults": world.faults.as_json()}


@router.post("/api/faults")
async def add_fault(world: InWorld, body: Fault) -> dict[str, Any]:
    """Make the next calls of one platform path fail."""
    world.faults.add(body)
    return {"faults": world.faults.as_json()}


@router.delete("/api/faults")
async def clear_faults(world: InWorld) -> dict[str, Any]:
    """End all scripted faults."""
    world.faults.clear()
    return {"faults": []}
