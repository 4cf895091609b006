"""What officers do about a missed question: draft, add wordings, close, tell, put aside, join."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from backend.console.door import Officer, Writing
from backend.console.pages_misses import MissId, miss_page
from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import knowledge, misses
from backend.policies.misses_answering import close, reopen, tell_waiting
from backend.policies.misses_drafting import add_wordings, begin_entry

router = APIRouter(prefix="/misses")
Text = Annotated[str, Form(max_length=300)]
EntryName = Annotated[str, Form(max_length=80)]


def _back(miss_id: str, more: str = "") -> Response:
    return RedirectResponse(f"/console/misses/{miss_id}{more}", status_code=303)


@router.post("/{miss_id}/draft")
def draft(
    request: Request,
    staff: Officer,
    session: Writing,
    miss_id: MissId,
    entry_id: EntryName = "",
    topic: EntryName = "",
    place: Text = "",
) -> Response:
    """Open a new entry's draft with the question, its wordings and the chosen clause."""
    typed = {"entry_id": entry_id.strip(), "topic": topic, "place": place}
    try:
        version = begin_entry(session, staff.account_id, knowledge.room(), miss_id, **typed)
    except Invalid:
        return miss_page(request, staff, session, miss_id, said="id", typed=typed, status=422)
    except Conflict as error:
        if error.details.get("field") != "id":
            raise
        return miss_page(request, staff, session, miss_id, said="id_taken", typed=typed, status=409)
    return RedirectResponse(f"/console/entry-versions/{version.id}", status_code=303)


@router.post("/{miss_id}/wordings")
def put_wordings(
    request: Request,
    staff: Officer,
    session: Writing,
    miss_id: MissId,
    entry_id: EntryName = "",
    wording: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Put the ticked wordings into a draft of an entry that answers the question."""
    typed = {"answering": entry_id.strip()}
    chosen = wording or []
    if not chosen:
        return miss_page(request, staff, session, miss_id, said="wording", typed=typed, status=422)
    seed = knowledge.room().seed
    if typed["answering"] not in knowledge.current().items:
        return miss_page(request, staff, session, miss_id, said="entry", typed=typed, status=422)
    try:
        version = add_wordings(
            session, staff.account_id, seed, miss_id, entry_id=entry_id.strip(), wordings=chosen
        )
    except NotFound:
        return miss_page(request, staff, session, miss_id, said="wording", typed=typed, status=422)
    except Conflict as error:
        if not error.details.get("version_id"):
            raise
        return miss_page(request, staff, session, miss_id, said="busy", typed=typed, status=409)
    return RedirectResponse(f"/console/entry-versions/{version.id}", status_code=303)


@router.post("/{miss_id}/close")
def mark_answered(
    request: Request, staff: Officer, session: Writing, miss_id: MissId, entry_id: EntryName = ""
) -> Response:
    """An entry that is out answers it already."""
    typed = {"answering": entry_id.strip()}
    try:
        close(session, staff.account_id, knowledge.current(), miss_id, entry_id.strip())
    except NotFound:
        return miss_page(request, staff, session, miss_id, said="entry", typed=typed, status=422)
    except Conflict as error:
        if error.details.get("reason") != "not_found_yet":
            raise
        return miss_page(
            request, staff, session, miss_id, said="not_found", typed=typed, status=409
        )
    return _back(miss_id)


@router.post("/{miss_id}/reopen")
def open_again(staff: Officer, session: Writing, miss_id: MissId) -> Response:
    """Undo a closing."""
    reopen(session, staff.account_id, miss_id)
    return _back(miss_id)


@router.post("/{miss_id}/tell")
def tell(staff: Officer, session: Writing, miss_id: MissId) -> Response:
    """Send those who wait the new answer, once a person."""
    count = tell_waiting(session, knowledge.current(), miss_id)
    return _back(miss_id, f"?told={count}")


@router.post("/{miss_id}/dismiss")
def dismiss(
    request: Request, staff: Officer, session: Writing, miss_id: MissId, note: Text = ""
) -> Response:
    """Put it aside, with the reason."""
    try:
        misses.dismiss(session, staff.account_id, miss_id, note)
    except Invalid:
        return miss_page(request, staff, session, miss_id, said="note", status=422)
    return _back(miss_id)


@router.post("/{miss_id}/undo")
def undo(staff: Officer, session: Writing, miss_id: MissId) -> Response:
    """Bring a dismissed one back."""
    misses.undo_dismissal(session, staff.account_id, miss_id)
    return _back(miss_id)


@router.post("/{miss_id}/join")
def join(
    staff: Officer,
    session: Writing,
    miss_id: MissId,
    into: Annotated[str, Form(pattern="^[0-9a-f]{32}$")],
) -> Response:
    """Put it into another one that means the same."""
    misses.join(session, staff.account_id, miss_id, into)
    return _back(into)


@router.post("/{miss_id}/part")
def part(staff: Officer, session: Writing, miss_id: MissId, wording: Text) -> Response:
    """Take a wording that means something else out of it."""
    made = misses.part(session, staff.account_id, miss_id, wording)
    return _back(made.id)
