"""A new correction in two steps: which answer and in which words, then the number to confirm."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.console.door import Officer, Reading, Writing
from backend.console.labels import label
from backend.console.rendering import page
from backend.core import clock
from backend.core.db import new_id
from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import corrections, corrections_progress, knowledge
from backend.policies.corrections import Audience, Wanted
from backend.policies.knowledge import Snapshot
from backend.staff.schemas import Staff

router = APIRouter(prefix="/corrections")
Word = Annotated[str, Query(max_length=300)]
Field = Annotated[str, Form(max_length=300)]
Words = Annotated[str, Form(max_length=5_000)]
_PEOPLE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """What the officer filled in so far, as typed. `text` None: not asked yet."""

    entry_id: str
    since: str
    text: str | None = None
    with_current: bool = False


@router.get("/new")
def show_form(
    request: Request,
    staff: Officer,
    session: Reading,
    entry_id: Word = "",
    since: Word = "",
    with_current: bool = False,
) -> Response:
    """Which answer and since when; once both are known also who got it, and the words to send."""
    typed = Typed(entry_id.strip(), since.strip(), None, with_current)
    return _form_page(request, staff, session, typed)


def typed_form(
    entry_id: Field = "",
    since: Field = "",
    text: Words = "",
    with_current: Annotated[bool, Form()] = False,
) -> Typed:
    """The fields of both steps as typed; nothing is refused here, so that nothing gets lost."""
    return Typed(entry_id, since, text, with_current)


Filled = Annotated[Typed, Depends(typed_form)]


@router.post("/confirm")
def confirm(request: Request, staff: Officer, session: Reading, typed: Filled) -> Response:
    """Show once more whom and what, with the number; nothing is sent yet."""
    return _confirm_page(request, staff, session, typed, new_id())


@router.post("")
def send(
    request: Request,
    staff: Officer,
    session: Writing,
    typed: Filled,
    correction_id: Annotated[str, Form(pattern="^[0-9a-f]{32}$")],
    people: Annotated[int, Form(ge=0, le=100_000_000)],
) -> Response:
    """Promise the messages. The same confirmation sent twice sends nothing twice."""
    snapshot = knowledge.current()
    try:
        wanted = _wanted(session, snapshot, typed)
        made = corrections.send(
            session, staff.account_id, snapshot, correction_id, wanted, expected=people
        )
    except Conflict:
        return _confirm_page(
            request, staff, session, typed, correction_id, said="changed", status=409
        )
    except (Invalid, NotFound) as error:
        return _form_page(request, staff, session, typed, said=_said(error), status=422)
    return RedirectResponse(f"/console/corrections/{made.id}", status_code=303)


def _wanted(session: Session, snapshot: Snapshot, typed: Typed) -> Wanted:
    """What was typed, understood. Raises Invalid with the reason."""
    entry_id = _entry_id(session, snapshot, typed.entry_id)
    text = corrections.checked_text(typed.text or "")
    return Wanted(entry_id, _since(typed.since), text, typed.with_current)


def _entry_id(session: Session, snapshot: Snapshot, said: str) -> str:
    """The entry of an id or of a standard question; also one that is out by now."""
    if said in snapshot.items or (said and corrections.was_given(session, said[:80])):
        return said
    for entry in snapshot.entries:
        if entry.question == said:
            return entry.id
    raise Invalid("no such entry", reason="entry")


def _since(said: str) -> datetime:
    """Midnight of that day in Qinghai."""
    try:
        return datetime.combine(date.fromisoformat(said), time.min, clock.LOCAL)
    except ValueError as error:
        raise Invalid("no date", reason="since") from error


def _said(error: Invalid | NotFound) -> str:
    return str(error.details.get("reason", "nobody"))


def _form_page(
    request: Request,
    staff: Staff,
    session: Session,
    typed: Typed,
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    snapshot = knowledge.current()
    found, entry, text = None, None, typed.text
    if typed.entry_id or typed.since:
        try:
            entry_id, since = _entry_id(session, snapshot, typed.entry_id), _since(typed.since)
            entry = snapshot.search.entry(entry_id)
            text = corrections.proposal(entry) if text is None else text
            wanted = Wanted(entry_id, since, text, typed.with_current)
            found = corrections.audience(session, snapshot, wanted)
        except Invalid as error:
            said, status = said or _said(error), 422
    values = {
        "typed": typed,
        "text": text or "",
        "found": found,
        "entry": entry,
        "received": _received(session, found) if found else [],
        "entries": snapshot.entries,
        "most_bytes": corrections.MOST_BYTES,
        "said": said and label("correction_said", said),
    }
    return page(request, staff, "correction_new.html", values, status=status)


def _received(session: Session, found: Audience) -> list[tuple[str, datetime, str]]:
    """Some of those who will get it: a masked name, when they got the answer, which version."""
    given = list(found.to_send.values())[:_PEOPLE_SHOWN]
    names = corrections_progress.names_of(session, [one.conversation_id for one in given])
    return [(names[one.conversation_id], one.given_at, one.version) for one in given]


def _confirm_page(
    request: Request,
    staff: Staff,
    session: Session,
    typed: Typed,
    correction_id: str,
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    snapshot = knowledge.current()
    try:
        wanted = _wanted(session, snapshot, typed)
        found = corrections.audience(session, snapshot, wanted)
        if not found.to_send:
            raise NotFound("nobody is to get it")
    except (Invalid, NotFound) as error:
        return _form_page(request, staff, session, typed, said=_said(error), status=422)
    values = {
        "typed": typed,
        "wanted": wanted,
        "found": found,
        "entry": snapshot.search.entry(wanted.entry_id),
        "correction_id": correction_id,
        "said": said and label("correction_said", said),
    }
    return page(request, staff, "correction_confirm.html", values, status=status)
