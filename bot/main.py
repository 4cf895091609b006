"""The web app: WeChat callback, action endpoint, staff console, FAQ API, health.

`uvicorn bot.main:app` starts it alone: with the settings of `.env.example` and an empty data
directory it migrates its database, starts a private Redis if REDIS_URL is not set, and serves.
"""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

import actions.app
import backend.console
import backend.policies.api
import backend.policies.public_pages
from backend import migrations
from backend.core.embedded_redis import EmbeddedRedis
from backend.core.logging import configure_logging
from backend.core.settings import data_settings, server_settings, wechat_settings
from backend.policies import knowledge
from bot import callback, health
from bot.connections import redis_client
from bot.delivery import Delivery
from bot.queueing import Queueing
from bot.rasa_client import RasaClient
from bot.reception import Reception
from bot.tickets import Tickets
from bot.wechat_api import WeChatApi


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    embedded = None if data_settings().redis_url else EmbeddedRedis(data_settings().data_dir)
    if embedded:
        await run_in_threadpool(embedded.start)
    if server_settings().auto_migrate:
        await run_in_threadpool(migrations.upgrade)
    # published state first, so that nothing withdrawn is ever answered; then before anyone waits
    await run_in_threadpool(knowledge.refresh)
    await run_in_threadpool(knowledge.current)
    gc.collect()
    gc.freeze()  # a million lasting objects (index, models of pages) need no looking through again
    client = redis_client()
    api, rasa = WeChatApi(client), RasaClient()
    reception = Reception(Tickets(client), Queueing(client), rasa, Delivery(api))
    app.state.reception, app.state.rasa, app.state.redis = reception, rasa, client
    stop = asyncio.Event()
    watching = asyncio.create_task(knowledge.watch(stop))
    yield
    stop.set()
    await watching
    await reception.close()
    await rasa.close()
    await api.close()
    await client.aclose()
    if embedded:
        embedded.stop()


def create_app() -> FastAPI:
    """The app with every route; a wrong setting raises pydantic's ValidationError here."""
    configure_logging()
    wechat_settings()
    app = FastAPI(title="青海就业助手", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.include_router(callback.router)
    app.include_router(health.router)
    app.include_router(actions.app.router)
    app.include_router(backend.policies.api.router)
    app.include_router(backend.policies.public_pages.router)
    backend.console.install(app)
    return app


app = create_app()
