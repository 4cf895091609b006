"""Puts the sandbox together: platform API, user API, live feed and chat page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import Scope

from bot.sandbox import (
    control_routes,
    notice_routes,
    platform_routes,
    send_routes,
    user_routes,
)
from bot.sandbox.platform_errors import PlatformError, answer_platform_error
from bot.sandbox.settings import SandboxSettings, load_settings
from bot.sandbox.world import build_world

_STATIC = Path(__file__).parent / "static"
# The page loads nothing from elsewhere; pictures of article cards are the one exception.
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: https: http:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_PAGE_HEADERS = {
    "content-security-policy": _PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}


def create_app(settings: SandboxSettings | None = None) -> FastAPI:
    """Build the sandbox. Raises `SettingsMissing` when the environment lacks a setting."""
    world = build_world(settings or load_settings())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        world.feed.close()
        await world.conversation.stop()
        await world.http.aclose()

    app = FastAPI(title="WeChat sandbox", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.world = world
    for router in (
        user_routes.router,
        control_routes.router,
        platform_routes.token_router,
        platform_routes.router,
        send_routes.router,
        notice_routes.router,
        platform_routes.fallback_router,
    ):
        app.include_router(router)
    app.add_exception_handler(PlatformError, answer_platform_error)
    app.add_exception_handler(RequestValidationError, _answer_bad_request)
    app.add_exception_handler(HTTPException, _answer_http_error)
    _add_page(app)
    return app


class _PageFiles(StaticFiles):
    """Static files that browsers always ask for again, so that an update shows at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_PAGE_HEADERS)
        return response


def _add_page(app: FastAPI) -> None:
    app.mount("/static", _PageFiles(directory=_STATIC), name="static")

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(_STATIC / "index.html", headers=_PAGE_HEADERS)


async def _answer_bad_request(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    message = str(first["msg"]).removeprefix("Value error, ")
    return JSONResponse({"error": f"{where}: {message}" if where else message}, 400)


async def _answer_http_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, error.status_code)
