"""Health: every component's state by name, for people, process managers and probes."""

import asyncio
import secrets

import prometheus_client
import redis.asyncio as redis
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from backend.core import db
from backend.core.settings import security_settings
from bot.worker_pulse import PULSE_KEY

router = APIRouter()


async def _database() -> str:
    return "ok" if await run_in_threadpool(db.answers) else "down"


async def _redis_and_worker(client: redis.Redis) -> tuple[str, str]:
    try:
        pulse = await client.get(PULSE_KEY)
    except redis.RedisError:
        return "down", "unknown"
    return "ok", "ok" if pulse else "not_running"


async def components(request: Request) -> dict[str, str]:
    """State of each part: ok, starting, loading, down, not_running or unknown."""
    rasa, database, (redis_state, worker) = await asyncio.gather(
        request.app.state.rasa.state(), _database(), _redis_and_worker(request.app.state.redis)
    )
    return {
        "app": "ok",
        "database": database,
        "redis": redis_state,
        "rasa": "ok" if rasa == "ready" else rasa,
        "worker": worker,
        "search": "ok",
    }


def overall(states: dict[str, str]) -> str:
    """ok, starting (Rasa still loads), degraded (works with less), or broken (no database)."""
    if states["database"] != "ok":
        return "broken"
    if states["rasa"] in ("loading", "starting"):
        return "starting"
    return "ok" if set(states.values()) == {"ok"} else "degraded"


@router.get("/healthz")
async def healthz(request: Request) -> JSONResponse:
    """200 while messages can be taken; 503 only when nothing can be stored."""
    states = await components(request)
    status = overall(states)
    return JSONResponse(
        {"status": status, "components": states}, status_code=503 if status == "broken" else 200
    )


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus counters; needs `Authorization: Bearer SERVICE_TOKEN`."""
    wanted = security_settings().service_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
        return Response(status_code=401)
    return Response(
        prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST
    )
