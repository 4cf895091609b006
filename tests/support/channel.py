"""The channel under test: the real callback and reception, with real Redis and database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from bot import callback
from bot.connections import redis_client
from bot.delivery import Delivery
from bot.queueing import Queueing
from bot.rasa_client import RasaClient
from bot.reception import Reception
from bot.tickets import Tickets
from bot.wechat_api import WeChatApi
from tests.support.wechat_client import Callback, reply_text


class Channel:
    """One app process, as WeChat sees it."""

    def __init__(self, app: FastAPI, reception: Reception, delivery: Delivery) -> None:
        self.reception, self.delivery = reception, delivery
        transport = httpx.ASGITransport(app=app)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://app")

    async def post(self, delivery: Callback) -> httpx.Response:
        return await self.http.post("/wechat", params=delivery.params, content=delivery.body)

    async def say(self, delivery: Callback) -> str | None:
        """The text of the passive reply, None for an acknowledgement."""
        response = await self.post(delivery)
        assert response.status_code == 200, response.text
        return None if response.text == "success" else reply_text(response.text)


@asynccontextmanager
async def open_channel() -> AsyncIterator[Channel]:
    """A channel built from the settings of the moment."""
    client = redis_client()
    api, rasa = WeChatApi(client), RasaClient()
    delivery = Delivery(api)
    reception = Reception(Tickets(client), Queueing(client), rasa, delivery)
    app = FastAPI()
    app.include_router(callback.router)
    app.state.reception = reception
    channel = Channel(app, reception, delivery)
    try:
        yield channel
    finally:
        await reception.close()
        await channel.http.aclose()
        await rasa.close()
        await api.close()
        await client.aclose()
