"""The edit form of an FAQ entry: what was typed, as content, and what the form shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from starlette.datastructures import FormData

from backend.core import clock, regions
from backend.policies.editing_content import as_content
from backend.policies.knowledge import Snapshot
from policy_faq.answer import render_wechat
from policy_faq.checks import MAX_ANSWER_BYTES, MAX_NEXT_STEP_BYTES
from policy_faq.content_files import Item
from policy_faq.entries import entry_from
from policy_faq.plain_language import Readability, measure

EntryId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
VersionId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
RULE = "rule"
_BLANK_ROWS = 1


@dataclass(frozen=True, slots=True)
class CitationRow:
    """One source in the form: a document (or `rule`), a sentence (or the rule's id), a quote.

    `text` is the whole sentence, `is_true` whether the quote stands in it, `choices` what may be
    chosen as sentence.
    """

    document: str
    sentence: str
    quote: str
    text: str
    is_true: bool
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Meter:
    """The live counter under the answer."""

    answer_bytes: int
    most_answer: int
    step_bytes: int
    most_step: int
    readability: Readability


async def typed_content(request: Request) -> Item:
    """The fields of the form as content; nothing is refused here, so that nothing gets lost."""
    return content_of(await request.form())


async def typed_if_any(request: Request) -> Item | None:
    """As typed_content, but None when the form brings no fields of an entry along."""
    form = await request.form()
    return content_of(form) if "answer" in form else None


Typed = Annotated[Item, Depends(typed_content)]
TypedIfAny = Annotated[Item | None, Depends(typed_if_any)]


def content_of(form: FormData) -> Item:
    """Content from a form: lists one per line, citations from the parallel fields of the rows."""
    plain: dict[str, Any] = {
        name: form.get(name, "")
        for name in (
            "topic", "question", "answer", "next_step", "audience", "region", "valid_from",
            "valid_until",
        )
    }  # fmt: skip
    plain["wordings"] = str(form.get("wordings", "")).splitlines()
    plain["materials"] = str(form.get("materials", "")).splitlines()
    plain["keywords"] = _words(str(form.get("keywords", "")))
    plain["locally_set"] = form.get("locally_set") == "yes"
    plain["citations"] = list(_citations(form))
    return as_content(plain)


def citation_rows(citations: Sequence[Mapping[str, str]], snapshot: Snapshot) -> list[CitationRow]:
    """A row for each source and an empty one to add the next."""
    rows = [
        citation_row(RULE, one["rule"], "", snapshot)
        if RULE in one
        else citation_row(
            one.get("document", ""), one.get("sentence", ""), one.get("quote", ""), snapshot
        )
        for one in citations
    ]
    return rows + [citation_row("", "", "", snapshot)] * _BLANK_ROWS


def citation_row(document: str, sentence: str, quote: str, snapshot: Snapshot) -> CitationRow:
    """One row with what can be chosen in it and whether it is true."""
    sources = snapshot.sources
    if document == RULE:
        rule = sources.rules.get(sentence)
        choices = [(r.id, f"{r.id} {r.statement}") for r in sources.rules.values()]
        text = rule.statement if rule else ""
        return CitationRow(document, sentence, "", text, rule is not None, choices)
    known = sources.documents.get(document)
    if known is None:
        return CitationRow(document, sentence, quote, "", False, ())
    choices = [(s.id, f"{s.id} {s.text}") for s in known.sentences()]
    text = next((s.text for s in known.sentences() if s.id == sentence), "")
    return CitationRow(document, sentence, quote, text, bool(quote) and quote in text, choices)


def meter(content: Mapping[str, Any]) -> Meter:
    """Bytes and plainness of the answer and next step as they stand."""
    answer, step = str(content.get("answer", "")), str(content.get("next_step", ""))
    return Meter(
        len(answer.encode()),
        MAX_ANSWER_BYTES,
        len(step.encode()),
        MAX_NEXT_STEP_BYTES,
        measure(f"{answer}\n{step}"),
    )


def as_in_wechat(content: Item, entry_id: str, snapshot: Snapshot, on: date) -> str | None:
    """The text WeChat would show; None while something it needs is missing or untrue."""
    try:
        entry = entry_from({**content, "id": entry_id}, snapshot.sources)
    except ValueError:
        return None
    return render_wechat(snapshot.parameters.filled(entry, region=entry.region, on=on), as_of=on)


def choices(snapshot: Snapshot) -> dict[str, object]:
    """What the selects of the form offer."""
    return {
        "topics": list(dict.fromkeys(item["topic"] for item in snapshot.items.values())),
        "documents": {d.id: d.title for d in snapshot.sources.documents.values()},
        "places": [(place, regions.counties_of(place.code)) for place in regions.prefectures()],
        "parameters": list(snapshot.parameters.by_id.values()),
        "today": clock.today(),
    }


def _words(text: str) -> list[str]:
    for mark in "，、;；\n\t":
        text = text.replace(mark, ",")
    return text.split(",")


def _citations(form: FormData) -> Iterator[dict[str, str]]:
    """Rows whose document was set back to nothing are left out: that is how one is removed."""
    columns = [[str(v) for v in form.getlist(name)] for name in ("document", "sentence", "quote")]
    for document, sentence, quote in zip(*columns, strict=False):
        if document == RULE:
            yield {"rule": sentence}
        elif document:
            yield {"document": document, "sentence": sentence, "quote": quote}
