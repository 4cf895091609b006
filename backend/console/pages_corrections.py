"""Answer recall: the list of corrections, and how one is going until everybody has an outcome."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from backend.console.door import Officer, Reading
from backend.console.rendering import page
from backend.policies import corrections_progress, knowledge
from backend.staff import service as staff_service

router = APIRouter(prefix="/corrections")
CorrectionId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_PAGE_SIZE = 25
STATES = (
    "created", "sending", "sent", "failed", "unknown", "window_closed", "cancelled", "skipped"
)  # fmt: skip


@router.get("")
def show_list(
    request: Request,
    staff: Officer,
    session: Reading,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """Corrections sent, newest first."""
    found = corrections_progress.list_corrections(session, page_number, _PAGE_SIZE)
    shown = found[:_PAGE_SIZE]
    search = knowledge.current().search
    entries = {row.correction.entry_id: search.entry(row.correction.entry_id) for row in shown}
    values = {
        "rows": shown,
        "entries": entries,
        "names": staff_service.display_names(session, {r.correction.staff_id for r in shown}),
        "page_number": page_number,
        "has_more": len(found) > _PAGE_SIZE,
    }
    return page(request, staff, "corrections.html", values)


@router.get("/{correction_id}")
def show_progress(
    request: Request, staff: Officer, session: Reading, correction_id: CorrectionId
) -> Response:
    """How many were reached, who was not, and what to do next."""
    found = corrections_progress.progress(session, correction_id)
    correction = found.row.correction
    values = {
        "found": found,
        "correction": correction,
        "entry": knowledge.current().search.entry(correction.entry_id),
        "states": STATES,
        "names": staff_service.display_names(session, [correction.staff_id]),
    }
    return page(request, staff, "correction.html", values)
