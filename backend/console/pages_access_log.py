"""The access log: who opened which record and showed which field, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backend.console.door import Administrator, Reading
from backend.console.rendering import page
from backend.staff import service as staff_service

router = APIRouter()
_PAGE = 50


@router.get("/access-log")
def show(
    request: Request,
    staff: Administrator,
    session: Reading,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    subject: Annotated[str, Query(pattern="^[0-9a-f]{0,32}$")] = "",
) -> Response:
    """Entries newest first, all or those on one record."""
    entries = staff_service.access_log(
        session, subject_id=subject or None, limit=_PAGE + 1, offset=(page_number - 1) * _PAGE
    )
    return page(
        request,
        staff,
        "access_log.html",
        {
            "entries": entries[:_PAGE],
            "page_number": page_number,
            "has_more": len(entries) > _PAGE,
            "subject": subject,
        },
    )
