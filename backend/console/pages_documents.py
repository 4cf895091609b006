"""Official texts: the list, uploads, and how far their reading is."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from backend.console.document_forms import ATTEMPTED, day_or_none, problem_words
from backend.console.door import Officer, Reading
from backend.console.labels import label
from backend.console.rendering import fragment, page, wants_fragment
from backend.core.db import reading, unit_of_work
from backend.policies import documents_begin, documents_reading
from backend.policies.importing.problems import UnreadableFile
from backend.policies.importing.reading import discard_import, import_state, start_import
from backend.policies.importing.sniffing import LARGEST_FILE
from backend.staff import service as staff_service
from backend.staff.schemas import Staff

router = APIRouter(prefix="/documents")
_TOO_LARGE = 40 * 1024 * 1024  # below this the page itself says that a file is too large
ImportId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
DocumentId = Annotated[str, Path(pattern="^[a-z0-9-]{1,80}$")]


@router.get("")
def show_documents(request: Request, staff: Officer, session: Reading) -> Response:
    """All official texts, work in progress first."""
    return page(request, staff, "documents.html", _listed(session))


async def _closing(request: Request) -> AsyncIterator[None]:
    """Lets go of the temporary file of an upload, also when the door refused it."""
    try:
        yield
    finally:
        await request.close()


@router.post("", max_body_size=_TOO_LARGE, dependencies=[Depends(_closing)])
async def upload(request: Request, staff: Officer) -> Response:
    """Take a file in and begin to read it. The body is read only once the door knows who it is."""
    sent = (await request.form()).get("file")
    try:
        if not isinstance(sent, UploadFile) or not sent.filename:
            return await run_in_threadpool(_refused, request, staff, "no_file")
        content = await sent.read(LARGEST_FILE + 1)
        import_id = await run_in_threadpool(start_import, content, sent.filename)
    except UnreadableFile as error:
        return await run_in_threadpool(_refused, request, staff, error.problem.value)
    return RedirectResponse(f"/console/documents/imports/{import_id}", status_code=303)


@router.get("/imports/{import_id}")
def show_import(request: Request, staff: Officer, import_id: ImportId) -> Response:
    """How far the reading of an upload is; HTMX asks for the state alone."""
    state = import_state(import_id)
    template = "document_import_state.html"
    if wants_fragment(request):
        return fragment(request, staff, template, {"state": state})
    return page(request, staff, "document_import.html", {"state": state})


@router.post("/imports/{import_id}")
def take_import(request: Request, staff: Officer, import_id: ImportId) -> Response:
    """Make a draft of what was read, and go to its check."""
    state = import_state(import_id)
    if state.lines is None and state.markdown is None:
        return RedirectResponse(f"/console/documents/imports/{import_id}", status_code=303)
    try:
        with unit_of_work() as session:
            imported = documents_begin.import_text(
                session,
                staff.account_id,
                source=documents_begin.SourceFile(state.name, state.sha256),
                lines=state.lines or (),
                markdown=state.markdown or "",
            )
    except ATTEMPTED as error:
        return _refused(request, staff, "", words=problem_words(error))
    discard_import(import_id)
    known = "" if imported.is_new else "?done=known"
    return RedirectResponse(f"/console/documents/{imported.version.id}{known}", status_code=303)


@router.post("/imports/{import_id}/discard")
def forget_import(staff: Officer, import_id: ImportId) -> Response:
    """Give an upload up."""
    discard_import(import_id)
    return RedirectResponse("/console/documents", status_code=303)


@router.post("/of/{document_id}/versions")
def start_version(staff: Officer, document_id: DocumentId) -> Response:
    """Begin a new version of the text in force, or go to the one somebody works on."""
    with unit_of_work() as session:
        version = documents_begin.start_version(session, staff.account_id, document_id)
    return RedirectResponse(f"/console/documents/{version.id}", status_code=303)


@router.post("/of/{document_id}/ending")
def end_document(
    request: Request,
    staff: Officer,
    document_id: DocumentId,
    expires_on: Annotated[str, Form(max_length=10)] = "",
    replaced_by: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Propose that a text ends; a second person confirms it."""
    try:
        ending = documents_begin.Ending(day_or_none(expires_on), replaced_by.strip() or None)
        with unit_of_work() as session:
            version = documents_begin.end_document(session, staff.account_id, document_id, ending)
    except ATTEMPTED as error:
        return _refused(request, staff, "", words=problem_words(error))
    return RedirectResponse(f"/console/documents/{version.id}?done=submitted", status_code=303)


def _listed(session: Reading) -> dict[str, object]:
    listed = documents_reading.list_documents(session)
    authors = {row.working.author_id for row in listed if row.working}
    return {
        "rows": listed,
        "names": staff_service.display_names(session, authors),
        "problem": "",
        "largest": LARGEST_FILE // (1024 * 1024),
    }


def _refused(request: Request, staff: Staff, problem: str, words: str = "") -> Response:
    """The list again, with what to do about the refusal."""
    words = words or label("import_problem", problem)
    with reading() as session:
        values = _listed(session) | {"problem": words}
        return page(request, staff, "documents.html", values, status=422)
