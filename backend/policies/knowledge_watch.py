"""Keeps looking for published changes; building what is new never delays the next look."""

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from backend.core.errors import AppError

_log = structlog.get_logger(__name__)
# what a damaged row, a full disk or a lost database can raise; what was known before then stays
FAILURES = (
    AppError, SQLAlchemyError, OSError, ValueError, LookupError, TypeError, AttributeError,
    ArithmeticError, MemoryError, RuntimeError,
)  # fmt: skip


async def keep_looking(
    look: Callable[[], bool], refresh: Callable[[], bool], pause_seconds: float, stop: asyncio.Event
) -> None:
    """Look at once and then after every pause until told to stop.

    Args:
        look: milliseconds; hides what was withdrawn and says whether there is anything new.
        refresh: may take seconds; runs beside the looking, one at a time.
    """
    building: asyncio.Task[bool] | None = None
    while not stop.is_set():
        is_new = await _quietly(look)
        if is_new and (building is None or building.done()):
            building = asyncio.create_task(_quietly(refresh))
        try:
            await asyncio.wait_for(stop.wait(), pause_seconds)
        except TimeoutError:
            continue
    if building is not None:
        await building


async def _quietly(work: Callable[[], bool]) -> bool:
    try:
        return await run_in_threadpool(work)
    except FAILURES as error:
        _log.warning("knowledge_not_asked", error=type(error).__name__)
        return False
