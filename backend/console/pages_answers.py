"""Case replay: what one person was told in a span of days, on one screen that can be printed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from sqlalchemy.orm import Session

from backend.console.door import Officer, Writing
from backend.console.labels import label
from backend.console.registration_views import readable_reason
from backend.console.rendering import page
from backend.core import clock
from backend.core.errors import Invalid
from backend.policies import answers, knowledge
from backend.policies.answers import Person
from backend.staff.schemas import Staff

router = APIRouter(prefix="/answers")
_USUAL_SPAN = timedelta(days=30)
_SUBJECT = r"^([0-9a-f]{32})?$"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds, as typed: who (words, or one already found), from, to, why."""

    wanted: str
    subject: str
    first: str
    last: str
    reason: str


def asked_form(
    wanted: Annotated[str, Form(max_length=64)] = "",
    subject: Annotated[str, Form(pattern=_SUBJECT)] = "",
    first: Annotated[str, Form(max_length=10)] = "",
    last: Annotated[str, Form(max_length=10)] = "",
    reason: Annotated[str, Form(max_length=200)] = "",
) -> Asked:
    """The fields of the form; what is wrong with them is said on the page."""
    return Asked(wanted.strip(), subject, first, last, reason.strip())


Filled = Annotated[Asked, Depends(asked_form)]


@router.get("")
def show_form(
    request: Request,
    staff: Officer,
    conversation: Annotated[str, Query(pattern=_SUBJECT)] = "",
) -> Response:
    """Whose answers, of which days, and why; nothing of anybody is shown yet."""
    today = clock.today()
    first = (today - _USUAL_SPAN).isoformat()
    return _form_page(request, staff, Asked("", conversation, first, today.isoformat(), ""))


@router.post("")
def show(request: Request, staff: Officer, session: Writing, asked: Filled) -> Response:
    """The replay. Sent as a form, so that no number gets into addresses and server logs.

    When several people fit, one is chosen first. Who looked at whom and why is logged.
    """
    try:
        reason, first, last = _checked(asked)
        people = _people(session, asked)
        if len(people) != 1:
            return _choose_page(request, staff, asked, people)
        room = knowledge.room()
        found = answers.replay(
            session, staff.account_id, room, people[0], first=first, last=last, reason=reason
        )
    except Invalid as error:
        said = str(error.details.get("reason", "reason"))
        return _form_page(request, staff, asked, said=said, status=422)
    values = {"found": found, "first": first, "last": last, "asked": asked, "reason": reason}
    return page(request, staff, "replay.html", values)


def _checked(asked: Asked) -> tuple[str, date, date]:
    """Reason and days. Raises Invalid with the reason to name."""
    if not asked.wanted and not asked.subject:
        raise Invalid("nobody named", reason="wanted")
    reason = readable_reason(asked.reason)
    try:
        return reason, date.fromisoformat(asked.first), date.fromisoformat(asked.last)
    except ValueError as error:
        raise Invalid("no date", reason="date") from error


def _people(session: Session, asked: Asked) -> list[Person]:
    if asked.subject:
        return [answers.person_of(session, asked.subject)]
    return answers.find_people(session, asked.wanted)


def _choose_page(request: Request, staff: Staff, asked: Asked, people: list[Person]) -> Response:
    """Which of several people; or that there is none."""
    said = "" if people else "nobody"
    return _form_page(request, staff, asked, said=said, people=people)


def _form_page(
    request: Request,
    staff: Staff,
    asked: Asked,
    *,
    said: str = "",
    people: list[Person] | None = None,
    status: int = 200,
) -> Response:
    words = label("replay_said", said) if said else ""
    values = {"asked": asked, "said": words, "people": people or []}
    return page(request, staff, "answers.html", values, status=status)
