"""Starts the sandbox: `python -m bot.sandbox`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from bot.sandbox.app import create_app
from bot.sandbox.settings import SandboxSettings, SettingsMissing, load_settings


class _Server(uvicorn.Server):
    """Ends the pages' live streams on the first signal, so that stopping takes no time."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._app.state.world.feed.close)
        super().handle_exit(sig, frame)


def main(arguments: list[str] | None = None) -> int:
    """Run until stopped. Returns 2 with one line on stderr when it cannot start."""
    options = _parser().parse_args(arguments)
    for name in ("host", "port", "callback_url"):
        if getattr(options, name) is not None:
            os.environ[f"SANDBOX_{name.upper()}"] = str(getattr(options, name))
    try:
        settings = load_settings()
        listener = _bind(settings)
    except (SettingsMissing, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    _serve(settings, listener)
    return 0


def _serve(settings: SandboxSettings, listener: socket.socket) -> None:
    settings.sandbox_port = listener.getsockname()[1]
    app = create_app(settings)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
    print(f"sandbox: {settings.public_url} -> {settings.sandbox_callback_url}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, app).run([listener])


def _bind(settings: SandboxSettings) -> socket.socket:
    """Take the port before anything else starts. Raises `OSError` with a readable line."""
    family = socket.AF_INET6 if ":" in settings.sandbox_host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.sandbox_host, settings.sandbox_port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        place = f"{settings.sandbox_host}:{settings.sandbox_port}"
        raise OSError(f"cannot listen on {place}: {error.strerror}") from error
    return listener


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot.sandbox",
        description="A stand-in for WeChat's servers, with a chat page in the browser.",
        epilog="Environment: SANDBOX_HOST, SANDBOX_PORT, SANDBOX_CALLBACK_URL, SANDBOX_DATA, "
        "WECHAT_TOKEN, WECHAT_AES_KEY, WECHAT_APPID, WECHAT_SECRET, WECHAT_ORIGINAL_ID, "
        "WECHAT_MODE (safe, compat or plain).",
    )
    parser.add_argument("--host", help="address to listen on (SANDBOX_HOST, 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (SANDBOX_PORT, 8001)")
    parser.add_argument(
        "--callback-url", help="the product's callback (SANDBOX_CALLBACK_URL, …:8000/wechat)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
