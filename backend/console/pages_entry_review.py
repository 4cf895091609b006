"""The steps that need every gate: handing in, approving, returning, and trying a draft out.

The gates build a whole search and take seconds, so they run before the transaction that makes the
step; these routes open their transactions themselves.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.background import BackgroundTask

from backend.console.door import Officer, Writing
from backend.console.pages_entries_form import TypedIfAny, VersionId
from backend.console.pages_entry_versions import (
    WRITABLE,
    Edition,
    Note,
    clash_page,
    form_page,
    keep,
    review_page,
)
from backend.console.rendering import fragment
from backend.core import clock
from backend.core.db import reading, unit_of_work
from backend.core.errors import Conflict, Invalid
from backend.policies import editing, editing_reading, editing_review, knowledge
from backend.policies.editing_checks import report_on
from backend.policies.gates import Report, as_rows
from backend.staff.schemas import Staff

router = APIRouter(prefix="/entry-versions")
LONGEST_QUESTION = 200
_TRIES = 3


@router.post("/{version_id}/submit")
def submit(
    request: Request,
    staff: Officer,
    version_id: VersionId,
    edition: Edition,
    typed: TypedIfAny,
    note: Note = "",
) -> Response:
    """Save what the form brings along and hand it in.

    A gate that forbids it is shown on the form; what was typed is saved all the same.
    """
    if typed is not None:
        try:
            with unit_of_work() as session:
                edition = keep(session, staff, version_id, edition, (typed, note))
        except Conflict:
            with reading() as session:
                return clash_page(request, staff, session, version_id, (typed, note))
    report = report_on(version_id)
    try:
        _same(report, edition)
        with unit_of_work() as session:
            editing.submit(session, staff.account_id, report)
    except editing.Blocked as error:
        return _told(request, staff, error.report, "blocked")
    return _back(version_id)


@router.post("/{version_id}/approve")
def approve(
    request: Request,
    staff: Officer,
    version_id: VersionId,
    edition: Edition,
    note: Note = "",
    publish_at: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Publish now or at a moment; every gate runs again against what is out at this moment."""
    moment = _moment(publish_at)
    day = clock.local(moment).date() if moment else None
    for attempt in range(_TRIES):
        report = report_on(version_id, on=day)
        _same(report, edition)
        try:
            with unit_of_work() as session:
                editing_review.approve(
                    session, staff.account_id, report, knowledge.room().seed,
                    note=note, publish_at=moment,
                )  # fmt: skip
        except editing.Blocked as error:
            return _told(request, staff, error.report, "blocked")
        except Conflict as error:
            if error.details.get("reason") == "stale" and attempt < _TRIES - 1:
                continue  # something else was published while the gates ran: look again
            if error.details.get("reason") == "own":
                return _told(request, staff, report, "own")
            raise
        return _back(version_id, BackgroundTask(knowledge.refresh))
    raise Conflict("too much was published meanwhile")


@router.post("/{version_id}/return")
def return_with_note(
    staff: Officer, session: Writing, version_id: VersionId, edition: Edition, note: Note = ""
) -> Response:
    """Give it back to its author with a reason, or take it out of the queue."""
    editing_review.return_with_note(session, staff.account_id, version_id, edition, note)
    return _back(version_id)


@router.post("/{version_id}/check")
def check(request: Request, staff: Officer, version_id: VersionId) -> Response:
    """Run every gate on what was saved and show what they say."""
    findings = as_rows(report_on(version_id).findings)
    return fragment(request, staff, "entry_findings.html", {"findings": findings, "is_all": True})


@router.post("/{version_id}/try")
def try_out(
    request: Request,
    staff: Officer,
    version_id: VersionId,
    question: Annotated[str, Form(max_length=LONGEST_QUESTION)] = "",
) -> Response:
    """Ask a question of the search as it would be with this version in it, and as it is now."""
    room = knowledge.room()
    with reading() as session:
        version = editing_reading.version_view(session, room.seed, version_id).version
    item = None if version.is_withdrawn else version.content
    today = clock.today()
    values: dict[str, object] = {"question": question.strip(), "entry_id": version.entry_id}
    try:
        candidate = room.build_candidate(version.entry_id, item)
        values["after"] = candidate.search.search(question, on=today)
    except ValueError:  # the draft is no entry yet; the findings beside it say why
        values["after"] = None
    values["before"] = room.current().search.search(question, on=today)
    return fragment(request, staff, "entry_try.html", values)


def _same(report: Report, edition: int) -> None:
    """The person must decide on the text they saw."""
    if report.edition != edition:
        raise Conflict("it changed since the page was opened")


def _moment(text: str) -> datetime | None:
    """A local date and time from the form. Raises Invalid for anything else."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL)
    except ValueError as error:
        raise Invalid("publish_at", field="publish_at") from error
    if not 2000 <= moment.year <= 2100:
        raise Invalid("publish_at", field="publish_at")
    return moment


def _told(request: Request, staff: Staff, report: Report, said: str) -> Response:
    findings = as_rows(report.findings)
    with reading() as session:
        view = editing_reading.version_view(session, knowledge.room().seed, report.version_id)
        if view.version.state in WRITABLE:
            return form_page(request, staff, session, view, findings=findings, status=409)
        return review_page(request, staff, session, view, said=said, findings=findings, status=409)


def _back(version_id: str, background: BackgroundTask | None = None) -> Response:
    return RedirectResponse(
        f"/console/entry-versions/{version_id}", status_code=303, background=background
    )
