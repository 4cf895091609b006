"""Runs the real sandbox on a free port in a thread, for tests that speak HTTP to it."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import uvicorn

from bot.sandbox.app import create_app
from bot.sandbox.settings import SandboxSettings
from tests.unit.sandbox.tiny_product import AES_KEY, APPID, ORIGINAL_ID, SECRET, TOKEN

IMPATIENT_S = 1.0  # for products that are slow on purpose; WeChat itself waits 5 s


def sandbox_settings(callback_url: str, **changed: Any) -> SandboxSettings:
    """Settings for tests: as patient as WeChat, so a busy machine causes no second delivery."""
    values: dict[str, Any] = {
        "sandbox_callback_url": callback_url,
        "sandbox_port": 0,
        "sandbox_retry_pause_s": 0.02,
        "sandbox_quiet_ms": 40,
        "wechat_mode": "safe",
        "wechat_token": TOKEN,
        "wechat_aes_key": AES_KEY,
        "wechat_appid": APPID,
        "wechat_secret": SECRET,
        "wechat_original_id": ORIGINAL_ID,
    }
    return SandboxSettings(**{**values, **changed})


@contextlib.contextmanager
def running_sandbox(settings: SandboxSettings) -> Iterator[str]:
    """Yield the address of a running sandbox; port 0 takes a free one."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", settings.sandbox_port))
        settings.sandbox_port = listener.getsockname()[1]
        app = create_app(settings)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield settings.public_url
        finally:
            server.should_exit = True
            thread.join()


class SandboxClient:
    """Speaks to a running sandbox: as a virtual user, and as the product."""

    def __init__(self, base_url: str) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=30, trust_env=False, verify=False)
        self._token = ""

    def empty(self) -> None:
        """Forget all users, the menu and scripted faults, once nothing is on its way."""
        while self.http.get("/api/state").json()["in_flight"]:
            time.sleep(0.01)
        for user in self.http.get("/api/users").json()["users"]:
            self.http.delete(f"/api/users/{user['user']}")
        self.http.delete("/api/faults")
        self.call("menu/delete")

    def act(self, user: str, expect: int = 200, **body: Any) -> dict[str, Any]:
        response = self.http.post(f"/api/users/{user}/messages", json={"wait_ms": 20000, **body})
        assert response.status_code == expect, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def chat(self, user: str, after: int = 0) -> list[dict[str, Any]]:
        response = self.http.get(f"/api/users/{user}/messages", params={"after": after})
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages

    def user(self, name: str) -> dict[str, Any]:
        users = self.http.get("/api/users").json()["users"]
        return next(u for u in users if u["user"] == name)

    @property
    def token(self) -> str:
        """A good access token."""
        if not self._token:
            account = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
            answer = self.http.post("/cgi-bin/stable_token", json=account).json()
            self._token = answer["access_token"]
        return self._token

    def forget_token(self) -> None:
        """Fetch a new token before the next call."""
        self._token = ""

    def call(self, path: str, body: dict[str, Any] | None = None, **query: Any) -> dict[str, Any]:
        """Call the platform API with a good token."""
        query = {"access_token": self.token, **query}
        method = "GET" if body is None else "POST"
        response = self.http.request(method, f"/cgi-bin/{path}", params=query, json=body)
        result: dict[str, Any] = response.json()
        return result


@contextlib.contextmanager
def running_client(settings: SandboxSettings) -> Iterator[SandboxClient]:
    """Yield a client of a sandbox of its own."""
    with running_sandbox(settings) as address:
        client = SandboxClient(address)
        try:
            yield client
        finally:
            client.http.close()
