"""Parts of the edit form that HTMX asks for while somebody types."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from backend.console.door import Officer
from backend.console.pages_entries_form import (
    Typed,
    as_in_wechat,
    citation_row,
    meter,
)
from backend.console.rendering import fragment
from backend.core import clock
from backend.policies import knowledge

router = APIRouter(prefix="/entry-parts")
Short = Annotated[str, Form(max_length=100)]
# a row asks by GET: a POST from inside the form would bring the other rows along
Word = Annotated[str, Query(max_length=100)]
Quote = Annotated[str, Query(max_length=2000)]


@router.post("/meter")
def show_meter(request: Request, staff: Officer, typed: Typed) -> Response:
    """Bytes and plainness of the answer as typed."""
    return fragment(request, staff, "entry_meter.html", {"meter": meter(typed)})


@router.post("/preview")
def show_preview(
    request: Request, staff: Officer, typed: Typed, entry_id: Short = "new"
) -> Response:
    """The text as WeChat would show it, from what is typed now."""
    text = as_in_wechat(typed, entry_id, knowledge.current(), clock.today())
    return fragment(request, staff, "entry_preview.html", {"wechat": text})


@router.get("/citation")
def show_citation(
    request: Request,
    staff: Officer,
    document: Word = "",
    sentence: Word = "",
    quote: Quote = "",
) -> Response:
    """One row of the sources: its sentences to choose from, and whether the quote is true."""
    snapshot = knowledge.current()
    titles = {d.id: d.title for d in snapshot.sources.documents.values()}
    row = citation_row(document, sentence.strip(), quote.strip(), snapshot)
    return fragment(request, staff, "entry_citation.html", {"row": row, "documents": titles})


@router.get("/quote")
def check_quote(
    request: Request,
    staff: Officer,
    document: Word = "",
    sentence: Word = "",
    quote: Quote = "",
) -> Response:
    """Whether the words typed stand in the sentence, while typing."""
    row = citation_row(document, sentence.strip(), quote.strip(), knowledge.current())
    return fragment(request, staff, "entry_quote.html", {"row": row})
