"""Public pages below /p/: an answer in full, and its clause in the official text. No sign-in.

The links stand in answers sent by WeChat, so an address once sent must go on saying something
true: withdrawn and expired things have their own words.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backend.console.labels import codes, has_label
from backend.core import clock
from backend.policies import knowledge
from backend.policies.public_rendering import public_headers, public_page, style_sheet
from backend.policies.public_views import document_validity, marked, part_of, sources_of
from policy_faq.documents import PolicyDocument
from policy_faq.entries import Entry

router = APIRouter(prefix="/p", include_in_schema=False)
Text = Annotated[str, Query()]


def _documents() -> Mapping[str, PolicyDocument]:
    """The shipped official texts and the published ones above them."""
    return knowledge.current().sources.documents


def _entries_by_topic() -> dict[str, list[Entry]]:
    """Entries that may be shown today, topics in the order of labels.yml."""
    today = clock.today()
    topics: dict[str, list[Entry]] = {topic: [] for topic in codes("topic")}
    for entry in knowledge.current().search.entries:
        is_valid = entry.applies(on=today, region=entry.region)
        if is_valid and has_label("topic", entry.topic):
            topics[entry.topic].append(entry)
    return {topic: entries for topic, entries in topics.items() if entries}


def _missing(request: Request) -> Response:
    return public_page(request, "missing.html", {}, status=404, is_current=False)


@router.get("/style.css")
def show_style() -> Response:
    """The style sheet; its address carries its content hash, so it may be kept."""
    headers = public_headers("public, max-age=31536000")
    return Response(style_sheet(), media_type="text/css", headers=headers)


@router.get("/")
def show_topics(request: Request) -> Response:
    """All topics, with how many questions each holds."""
    return public_page(request, "topics.html", {"topics": _entries_by_topic()})


@router.get("/t/{topic}")
def show_topic(request: Request, topic: str) -> Response:
    """The questions of one topic."""
    entries = _entries_by_topic().get(topic)
    if entries is None:
        return _missing(request)
    return public_page(request, "topic.html", {"topic": topic, "entries": entries})


@router.get("/a/{entry_id}")
def show_answer(request: Request, entry_id: str, v: Text = "") -> Response:
    """One answer with all its sources; `v` is the version the person was sent."""
    known = knowledge.current()
    entry = known.search.entry(entry_id)
    if entry is None:
        return _missing(request)
    today = clock.today()
    is_valid = entry.applies(on=today, region=entry.region)
    values = {
        "entry": entry,
        "sources": sources_of(entry, known.sources.documents, today),
        "is_valid": is_valid,
        "is_corrected": bool(v) and v != entry.version,
        "marked": marked,
    }
    return public_page(request, "answer.html", values, is_current=is_valid)


@router.get("/d/{document_id}")
def show_document(
    request: Request, document_id: str, s: Text = "", q: Text = "", part: Text = ""
) -> Response:
    """An official text; sentence `s` is marked, and in it the quoted words `q`."""
    documents = _documents()
    document = documents.get(document_id)
    if document is None:
        return _missing(request)
    validity = document_validity(document, clock.today())
    shown = part_of(document, s, int(part) if part.isdecimal() and len(part) < 4 else 1)
    wanted = next((sentence for sentence in document.sentences() if sentence.id == s), None)
    values = {
        "document": document,
        "validity": validity,
        "newer": documents.get(document.replaced_by or ""),
        "part": shown,
        "wanted": wanted,
        "wanted_clause": document.clause(wanted.clause) if wanted else None,
        "quote": q,
        "marked": marked,
    }
    return public_page(request, "document.html", values, is_current=validity == "in_force")


@router.get("/{rest:path}")
def show_missing(request: Request, rest: str) -> Response:
    """Any other address below /p/."""
    return _missing(request)
