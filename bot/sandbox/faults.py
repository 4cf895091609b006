"""Scripted faults: a tester tells the platform API to fail, so that reactions can be tried."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.platform_errors import PlatformError


class Fault(BaseModel):
    """What goes wrong at `path`, how many times; `times` counts down."""

    model_config = ConfigDict(extra="forbid")

    path: str = Field(pattern=r"^/cgi-bin/")
    errcode: int | None = None
    errmsg: str | None = None
    http_status: int | None = Field(None, ge=400, le=599)
    delay_ms: int = Field(0, ge=0, le=60000)
    receipt: str | None = Field(None, description="Status of the delivery receipt to come.")
    times: int = Field(1, ge=1, le=100000)


class Faults:
    """The faults now in force, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._faults.append(fault)

    def clear(self) -> None:
        """All is well again."""
        self._faults.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """Faults still in force."""
        return [fault.model_dump() for fault in self._faults]

    async def strike(self, path: str) -> None:
        """Apply the first call fault for `path`: wait, then fail as told."""
        fault = self._take(path, is_receipt=False)
        if fault is None:
            return
        await asyncio.sleep(fault.delay_ms / 1000)
        if fault.http_status is not None:
            raise HTTPException(fault.http_status, "scripted fault")
        if fault.errcode is not None:
            raise PlatformError(fault.errcode, errmsg=fault.errmsg)

    def receipt_status(self, path: str) -> str:
        """Status for the next delivery receipt of `path`."""
        fault = self._take(path, is_receipt=True)
        return (fault.receipt if fault else None) or "success"

    def _take(self, path: str, *, is_receipt: bool) -> Fault | None:
        for fault in self._faults:
            if fault.path == path and (fault.receipt is not None) == is_receipt:
                fault.times -= 1
                if fault.times == 0:
                    self._faults.remove(fault)
                return fault
        return None
