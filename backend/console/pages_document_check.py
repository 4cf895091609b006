"""Official texts: a cut beside its original, corrected here and checked by a second person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from backend.console.document_forms import ATTEMPTED, day_or_none, names_of, problem_words
from backend.console.door import Officer
from backend.console.labels import codes, has_label
from backend.console.rendering import page
from backend.core.db import reading, unit_of_work
from backend.core.errors import AppError, Conflict
from backend.policies import documents, documents_cut, documents_reading, knowledge
from backend.policies.document_citations import citing_entries
from backend.staff import service as staff_service
from backend.staff.schemas import Staff
from policy_faq.blocks import BlockKind

router = APIRouter(prefix="/documents")
_LARGEST_FORM = 256 * 1024  # a block of 20,000 characters, percent-encoded
VersionId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class BlockFields(BaseModel):
    """What the form of one block sends."""

    edition: int = Field(ge=1)
    place: int = Field(ge=0)
    kind: BlockKind
    text: str = ""
    move: Literal["save", "join"] = "save"


class MetadataFields(BaseModel):
    """What the form of a document's own data sends; dates as YYYY-MM-DD."""

    edition: int = Field(ge=1)
    document_id: str = Field("", max_length=80)
    title: str = Field("", max_length=300)
    document_number: str = Field("", max_length=80)
    issuing_authorities: str = Field("", max_length=2_000)
    issued_on: str = Field("", max_length=20)
    effective_on: str = Field("", max_length=20)
    expires_on: str = Field("", max_length=20)
    replaced_by: str = Field("", max_length=80)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a check page is to show: a block or a page, what was done, or why it was not."""

    at: int = 0
    part: int = 0
    done: str = ""
    kept: str = ""
    error: AppError | None = None


@router.get("/{version_id}")
def show_check(
    request: Request,
    staff: Officer,
    version_id: VersionId,
    at: Annotated[int, Query(ge=0)] = 0,
    part: Annotated[int, Query(ge=0)] = 0,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The original on the left, the cut on the right, `at` a block or on page `part`."""
    done = done if has_label("document_done", done) else ""
    return _check_page(request, staff, version_id, Shown(at, part, done))


@router.post("/{version_id}/blocks", max_body_size=_LARGEST_FORM)
def change_block(
    request: Request,
    staff: Officer,
    version_id: VersionId,
    form: Annotated[BlockFields, Form()],
) -> Response:
    """Save a block (a line break cuts it), or join it to the one before."""
    place = form.place

    def save(session: Session) -> None:
        target = documents_cut.Target(version_id, form.edition, place)
        if form.move == "join":
            documents_cut.join_block(session, staff.account_id, target)
        else:
            documents_cut.save_block(session, staff.account_id, target, form.kind, form.text)

    shown = Shown(at=place - 1 if form.move == "join" else place, done="saved", kept=form.text)
    return _attempt(request, staff, version_id, save, shown)


@router.post("/{version_id}/metadata")
def save_metadata(
    request: Request,
    staff: Officer,
    version_id: VersionId,
    form: Annotated[MetadataFields, Form()],
) -> Response:
    """Save what the person confirmed about the document."""

    def save(session: Session) -> None:
        said = documents_cut.Confirmed(
            document_id=form.document_id.strip(),
            title=form.title,
            document_number=form.document_number,
            issuing_authorities=names_of(form.issuing_authorities),
            issued_on=day_or_none(form.issued_on),
            effective_on=day_or_none(form.effective_on),
            expires_on=day_or_none(form.expires_on),
            replaced_by=form.replaced_by,
        )
        documents_cut.save_metadata(session, staff.account_id, version_id, form.edition, said)

    kept = "\n".join(str(v) for k, v in form.model_dump().items() if k != "edition" and v)
    return _attempt(request, staff, version_id, save, Shown(done="saved", kept=kept))


@router.post("/{version_id}/moves")
def move(
    request: Request,
    staff: Officer,
    version_id: VersionId,
    edition: Annotated[int, Form(ge=1)],
    to: Annotated[str, Form(pattern="^(submit|take_back|send_back|publish|discard)$")],
    note: Annotated[str, Form(max_length=500)] = "",
    accepts_broken: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Hand in, take back, send back, publish or discard."""

    def make(session: Session) -> None:
        who = staff.account_id
        if to == "submit":
            documents.submit(session, who, version_id, edition)
        elif to == "take_back":
            documents.take_back(session, who, version_id, edition)
        elif to == "send_back":
            documents.send_back(session, who, version_id, edition, note)
        elif to == "publish":
            accepts = accepts_broken == "yes"
            documents.publish(session, who, version_id, edition, accepts_broken=accepts)
        else:
            documents.discard(session, version_id, edition)

    return _attempt(request, staff, version_id, make, Shown(done=to, kept=note))


def _attempt(
    request: Request,
    staff: Staff,
    version_id: str,
    action: Callable[[Session], None],
    shown: Shown,
) -> Response:
    """One change in one transaction; a refusal shows the page again with what was typed."""
    try:
        with unit_of_work() as session:
            action(session)
    except ATTEMPTED as error:
        return _check_page(request, staff, version_id, replace(shown, done="", error=error))
    if shown.done == "discard":
        return RedirectResponse("/console/documents", status_code=303)
    query = urlencode({"done": shown.done} | ({"at": shown.at} if shown.at else {}))
    anchor = f"#b{shown.at}" if shown.at else ""
    return RedirectResponse(f"/console/documents/{version_id}?{query}{anchor}", status_code=303)


def _check_page(request: Request, staff: Staff, version_id: str, shown: Shown) -> Response:
    with reading() as session:
        version = documents.version_of(session, version_id)
        wanted = shown.part or documents_reading.page_of(shown.at)
        check = documents_reading.check(session, version, wanted)
        names = staff_service.display_names(session, {version.author_id, version.checker_id or ""})
    known, error = knowledge.current(), shown.error
    values = {
        "version": version,
        "check": check,
        "shown": shown,
        "names": names,
        "note": documents.returned_note(version),
        "is_editable": version.state in documents.EDITABLE,
        "kinds": codes("block_kind"),
        "citing": citing_entries(known, version.document_id),
        "others": [d for d in known.sources.documents.values() if d.id != version.document_id],
        "problem": problem_words(error) if error else "",
        "broken": error.details.get("entries", ()) if error else (),
        "kept": shown.kept if isinstance(error, Conflict) else "",
    }
    return page(request, staff, "document.html", values, status=error.status if error else 200)
