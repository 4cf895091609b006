"""FAQ entries for editors: the list, one entry with its history, taking out and rolling back."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from backend.console.door import Administrator, Officer, Reading, Writing
from backend.console.labels import label
from backend.console.pages_entries_form import EntryId, as_in_wechat
from backend.console.rendering import fragment, page, wants_fragment
from backend.core import clock
from backend.core.errors import Conflict, Invalid
from backend.policies import editing, editing_reading, editing_review, knowledge
from backend.policies.editing_content import readable
from backend.staff import service as staff_service

router = APIRouter()
_PAGE_SIZE = 50
Word = Annotated[str, Query(max_length=100)]


@router.get("/entries")
def show_list(
    request: Request,
    staff: Officer,
    session: Reading,
    q: Word = "",
    topic: Word = "",
    state: Word = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """All entries, narrowed by words, topic and state; HTMX gets the table alone."""
    room = knowledge.room()
    snapshot = room.current()
    rows = editing_reading.list_entries(
        session, room.seed, snapshot, query=q, topic=topic, state=state
    )
    shown = rows[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]
    authors = {row.opened.author_id for row in shown if row.opened}
    values = {
        "rows": shown,
        "total": len(rows),
        "number": number,
        "has_more": number * _PAGE_SIZE < len(rows),
        "chosen": {"q": q, "topic": topic, "state": state},
        "topics": list(dict.fromkeys(i["topic"] for i in snapshot.items.values())),
        "states": editing_reading.STATES,
        "names": staff_service.display_names(session, authors),
    }
    if wants_fragment(request):
        return fragment(request, staff, "entries_table.html", values)
    return page(request, staff, "entries.html", values)


@router.get("/entries/new")
def show_new(request: Request, staff: Officer, session: Reading, question: Word = "") -> Response:
    """The first page of a new entry: what to call it."""
    topics = list(dict.fromkeys(i["topic"] for i in knowledge.current().items.values()))
    values = {"topics": topics, "typed": {"id": "", "topic": "", "question": question}, "said": ""}
    return page(request, staff, "entry_new.html", values)


@router.post("/entries/new")
def start_new(
    request: Request,
    staff: Officer,
    session: Writing,
    entry_id: Annotated[str, Form(max_length=80)] = "",
    topic: Annotated[str, Form(max_length=40)] = "",
    question: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Open the draft of a new entry; an id that is taken or malformed is said on the page."""
    typed = {"id": entry_id.strip(), "topic": topic, "question": question}
    try:
        seed = knowledge.room().seed
        version = editing.start_new(session, staff.account_id, seed, typed["id"], typed)
    except (Invalid, Conflict) as error:
        said = label("entry_said", "id_" + error.code)
        topics = list(dict.fromkeys(i["topic"] for i in knowledge.current().items.values()))
        values = {"topics": topics, "typed": typed, "said": said}
        return page(request, staff, "entry_new.html", values, status=error.status)
    return RedirectResponse(f"/console/entry-versions/{version.id}", status_code=303)


@router.get("/entries/{entry_id}")
def show_entry(request: Request, staff: Officer, session: Reading, entry_id: EntryId) -> Response:
    """What the entry says now, as text and as WeChat shows it, and every version of it."""
    room = knowledge.room()
    snapshot = room.current()
    history = editing_reading.entry_history(session, room.seed, entry_id)
    people = {v.author_id for v in history.versions}
    people |= {v.reviewer_id for v in history.versions if v.reviewer_id}
    content = history.content
    values = {
        "history": history,
        "fields": readable(content) if content else None,
        "wechat": content and as_in_wechat(content, entry_id, snapshot, clock.today()),
        "problem": snapshot.problems.get(entry_id, ""),
        "names": staff_service.display_names(session, people),
    }
    return page(request, staff, "entry.html", values)


@router.post("/entries/{entry_id}/drafts")
def start_draft(request: Request, staff: Officer, session: Writing, entry_id: EntryId) -> Response:
    """Open the entry for editing, or the draft or review that is open already."""
    try:
        seed = knowledge.room().seed
        version_id = editing.start_draft(session, staff.account_id, seed, entry_id).id
    except Conflict as error:
        version_id = str(error.details.get("version_id", ""))
        if not version_id:
            raise
    return RedirectResponse(f"/console/entry-versions/{version_id}", status_code=303)


@router.post("/entries/{entry_id}/withdrawal")
def ask_withdrawal(
    staff: Officer,
    session: Writing,
    entry_id: EntryId,
    note: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Ask a colleague to take the entry out of the answers."""
    seed = knowledge.room().seed
    version = editing_review.ask_withdrawal(session, staff.account_id, seed, entry_id, note)
    return RedirectResponse(f"/console/entry-versions/{version.id}", status_code=303)


@router.post("/entries/{entry_id}/roll-back")
def roll_back(
    staff: Administrator,
    session: Writing,
    entry_id: EntryId,
    to: Annotated[int, Form(ge=0, le=1_000_000)],
) -> Response:
    """Publish an older text again, in one click."""
    room = knowledge.room()
    editing_review.roll_back(session, staff.account_id, room.seed, room.current(), entry_id, to)
    # every process looks for itself within seconds; this one need not wait for its turn
    return RedirectResponse(
        f"/console/entries/{entry_id}", status_code=303, background=BackgroundTask(room.refresh)
    )
