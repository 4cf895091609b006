"""The console as one application of its own, so that its doors, headers and errors are its own."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from backend.console import errors, pages
from backend.console.headers import SecurityHeaders

_LARGEST_BODY = 64 * 1024  # every form of the console is a few hundred bytes


def make_console() -> FastAPI:
    """The console's pages, files and error pages."""
    console = FastAPI(
        title="console",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=_LARGEST_BODY,
    )
    console.include_router(pages.router)
    static = Path(__file__).with_name("static")
    console.mount("/static", StaticFiles(directory=static), name="static")
    errors.register(console)
    return console


def install(app: FastAPI) -> None:
    """Put the whole console under /console of the app."""
    # outside the application, so that the answer to a crash gets its headers too
    app.mount("/console", SecurityHeaders(make_console()), name="console")
