"""One version of an FAQ entry: the edit form, or the review page, by the state it is in."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.console.door import Officer, Reading, Writing
from backend.console.labels import label
from backend.console.pages_entries_form import (
    Typed,
    VersionId,
    as_in_wechat,
    choices,
    citation_rows,
    meter,
)
from backend.console.rendering import page
from backend.core import clock
from backend.core.errors import Conflict
from backend.policies import editing, editing_reading, knowledge
from backend.policies.editing_content import as_content, differences
from backend.policies.editing_reading import VersionView
from backend.policies.gates import as_rows, quick_findings
from backend.policies.models import VersionState
from backend.staff import service as staff_service
from backend.staff.schemas import Staff
from policy_faq.content_files import Item

router = APIRouter(prefix="/entry-versions")
Edition = Annotated[int, Form(ge=1, le=1_000_000)]
Note = Annotated[str, Form(max_length=500)]
WRITABLE = (VersionState.DRAFT, VersionState.RETURNED)


@router.get("/{version_id}")
def show_version(
    request: Request, staff: Officer, session: Reading, version_id: VersionId
) -> Response:
    """A draft opens in the form, anything else as a comparison with what is out now."""
    view = editing_reading.version_view(session, knowledge.room().seed, version_id)
    if view.version.state in WRITABLE:
        return form_page(request, staff, session, view)
    return review_page(request, staff, session, view)


@router.post("/{version_id}/save")
def save(
    request: Request,
    staff: Officer,
    session: Writing,
    version_id: VersionId,
    edition: Edition,
    typed: Typed,
    note: Note = "",
) -> Response:
    """Keep the draft with what the quick gates say of it.

    When a colleague saved first, the same page comes back with everything that was typed, what
    differs from theirs, and the choice to save over it.
    """
    try:
        keep(session, staff, version_id, edition, (typed, note))
    except Conflict:
        return clash_page(request, staff, session, version_id, (typed, note))
    return RedirectResponse(f"/console/entry-versions/{version_id}?saved=1", status_code=303)


@router.post("/{version_id}/discard")
def discard(staff: Officer, session: Writing, version_id: VersionId, edition: Edition) -> Response:
    """Put a draft away."""
    editing.discard(session, version_id, edition)
    return RedirectResponse(f"/console/entry-versions/{version_id}", status_code=303)


@router.post("/{version_id}/undo-discard")
def undo_discard(
    staff: Officer, session: Writing, version_id: VersionId, edition: Edition
) -> Response:
    """Bring a discarded draft back."""
    editing.undo_discard(session, version_id, edition)
    return RedirectResponse(f"/console/entry-versions/{version_id}", status_code=303)


@router.post("/{version_id}/take-back")
def take_back(
    staff: Officer, session: Writing, version_id: VersionId, edition: Edition
) -> Response:
    """The author takes it back from review."""
    editing.take_back(session, staff.account_id, version_id, edition)
    return RedirectResponse(f"/console/entry-versions/{version_id}", status_code=303)


def keep(
    session: Session, staff: Staff, version_id: str, edition: int, typed: tuple[Item, str]
) -> int:
    """Save what was typed with what the quick gates say of it; the new edition. Raises Conflict."""
    room = knowledge.room()
    view = editing_reading.version_view(session, room.seed, version_id)
    content = as_content({**typed[0], "id": view.version.entry_id})
    findings = quick_findings(content, room.current(), clock.today())
    saved = editing.save_draft(
        session, staff.account_id, version_id, edition, content, note=typed[1], findings=findings
    )
    return saved.edition


def clash_page(
    request: Request, staff: Staff, session: Session, version_id: str, typed: tuple[Item, str]
) -> Response:
    """The form with all that was typed by somebody slower than a colleague."""
    view = editing_reading.version_view(session, knowledge.room().seed, version_id)
    content = as_content({**typed[0], "id": view.version.entry_id})
    return form_page(request, staff, session, view, typed=(content, typed[1]), status=409)


def form_page(
    request: Request,
    staff: Staff,
    session: Session,
    view: VersionView,
    *,
    typed: tuple[Item, str] | None = None,
    status: int = 200,
    findings: list[object] | None = None,
) -> Response:
    """The edit form; with `typed`, content and note of somebody slower than a colleague."""
    snapshot = knowledge.current()
    version = view.version
    content, note = typed or (as_content(version.content), version.note)
    shown = (
        as_rows(quick_findings(content, snapshot, clock.today())) if findings is None else findings
    )
    values = {
        "view": view,
        "version": version,
        "content": content,
        "note": note,
        "rows": citation_rows(content["citations"], snapshot),
        "meter": meter(content),
        "wechat": as_in_wechat(content, version.entry_id, snapshot, clock.today()),
        "findings": shown,
        "clash": differences(version.content, content) if typed else None,
        "is_saved": "saved" in request.query_params,
        "names": names_of(session, view),
        "said": "",
    }
    values |= choices(snapshot)
    return page(request, staff, "entry_edit.html", values, status=status)


def review_page(
    request: Request,
    staff: Staff,
    session: Session,
    view: VersionView,
    *,
    said: str = "",
    findings: list[object] | None = None,
    status: int = 200,
) -> Response:
    """Difference, findings and what may be done now."""
    snapshot = knowledge.current()
    version = view.version
    shown = version.findings if findings is None else findings
    values = {
        "view": view,
        "version": version,
        "wechat": as_in_wechat(version.content, version.entry_id, snapshot, clock.today()),
        "findings": shown,
        "is_author": version.author_id == staff.account_id,
        "names": names_of(session, view),
        "said": said and label("entry_said", said),
    }
    return page(request, staff, "entry_review.html", values, status=status)


def names_of(session: Session, view: VersionView) -> dict[str, str]:
    """Names of author and reviewer by account id."""
    people = {view.version.author_id, view.version.reviewer_id} - {None}
    return staff_service.display_names(session, [person for person in people if person])
