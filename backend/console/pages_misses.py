"""Missed questions: the list by how many people asked, and one with what is near it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.console.door import Officer, Reading
from backend.console.labels import codes, label
from backend.console.rendering import page
from backend.policies import knowledge, misses
from backend.policies.misses_answering import finds, waiting
from backend.policies.misses_tasks import gather_misses
from backend.policies.models import MissState
from backend.staff import service as staff_service
from backend.staff.schemas import Staff

router = APIRouter(prefix="/misses")
MissId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_WORDINGS_SHOWN = 50


@router.get("")
def show_list(
    request: Request,
    staff: Officer,
    session: Reading,
    state: Annotated[MissState, Query()] = MissState.OPEN,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
    gathered: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Response:
    """Missed questions of a state, those of most people first."""
    verdicts = misses.staff_verdicts(session) if state is MissState.OPEN else []
    values = {
        "verdicts": verdicts,
        "entry_of": knowledge.current().search.entry,
        "found": misses.list_misses(session, state, page=page_number),
        "state": state.value,
        "page_number": page_number,
        "gathered": gathered if "gathered" in request.query_params else None,
    }
    return page(request, staff, "misses.html", values)


@router.post("/gather")
def gather(staff: Officer) -> Response:
    """Bring the list up to date now instead of in a few minutes."""
    count = gather_misses()
    return RedirectResponse(f"/console/misses?gathered={count}", status_code=303)


@router.get("/{miss_id}")
def show_miss(request: Request, staff: Officer, session: Reading, miss_id: MissId) -> Response:
    """One missed question: its wordings, what is near it, and what may be done."""
    return miss_page(request, staff, session, miss_id)


def miss_page(
    request: Request,
    staff: Staff,
    session: Session,
    miss_id: str,
    *,
    said: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """The page of one; with `said` why the last step was not taken, with what was typed for it."""
    snapshot = knowledge.current()
    view = misses.miss_view(session, snapshot, miss_id)
    miss = view.miss
    entry = snapshot.search.entry(miss.entry_id or "")
    values = {
        "view": view,
        "miss": miss,
        "wordings": view.wordings[:_WORDINGS_SHOWN],
        "entry": entry,
        "is_found": entry is not None and finds(snapshot, miss.question, entry.id),
        "waiting": waiting(session, snapshot, miss),
        "topics": codes("topic"),
        "names": staff_service.display_names(session, [miss.staff_id] if miss.staff_id else []),
        "said": said and label("miss_said", said),
        "typed": {"entry_id": "", "topic": "", "place": "", "answering": "", **(typed or {})},
        "told": request.query_params.get("told", ""),
    }
    return page(request, staff, "miss.html", values, status=status)
