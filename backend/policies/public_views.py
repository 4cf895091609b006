"""Public pages: what they show of entries and official texts, as plain values for templates."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from policy_faq.citations import Citation
from policy_faq.clauses import Paragraph, Sentence
from policy_faq.documents import PolicyDocument
from policy_faq.entries import Entry

Validity = Literal["in_force", "not_yet", "expired", "replaced"]
_PLACE = re.compile(r"(第.+?条)(?:第(\d+)句)?")
_LARGEST_PART = 60_000  # bytes of a document on one page, so that all of it stays below 100 KB
_BYTES_OF_TAGS = 45  # around one sentence


@dataclass(frozen=True, slots=True)
class Source:
    """One source of an answer: the citation, its place in our copy of the text, if we have one."""

    citation: Citation
    validity: Validity
    sentence_id: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """The piece of a document shown on one page, and how many pieces there are."""

    number: int
    count: int
    paragraphs: Sequence[Paragraph]


def document_validity(document: PolicyDocument, on: date) -> Validity:
    """Whether an official text applies on a day, and if not, why."""
    if document.replaced_by is not None:
        return "replaced"
    if document.expires_on is not None and on > document.expires_on:
        return "expired"
    return "in_force" if on >= document.effective_on else "not_yet"


def sources_of(entry: Entry, documents: Mapping[str, PolicyDocument], on: date) -> list[Source]:
    """The sources of an answer in the order they are cited."""
    return [
        Source(
            citation,
            _citation_validity(citation, documents.get(citation.document_id), on),
            _sentence_id(citation, documents.get(citation.document_id)),
        )
        for citation in entry.citations
    ]


def marked(text: str, quote: str) -> tuple[str, str, str]:
    """The text before, in and after the quote; all of it is marked when the quote is not in it."""
    before, found, after = text.partition(quote) if quote else ("", "", "")
    return (before, found, after) if found else ("", text, "")


def part_of(document: PolicyDocument, wanted: str, number: int) -> Part:
    """The page of a long document that holds the wanted sentence, else the numbered one."""
    parts = list(_parts(document.paragraphs))
    for place, paragraphs in enumerate(parts, start=1):
        if wanted and any(piece.id == wanted for piece in _sentences(paragraphs)):
            number = place
    number = min(max(1, number), len(parts))
    return Part(number, len(parts), parts[number - 1])


def _parts(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    held: list[Paragraph] = []
    weight = 0
    for paragraph in _short_enough(paragraphs):
        more = _weight(paragraph.pieces)
        if held and weight + more > _LARGEST_PART:
            yield held
            held, weight = [], 0
        held.append(paragraph)
        weight += more
    yield held


def _short_enough(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """A paragraph too large for one page goes on as the next paragraph."""
    for paragraph in paragraphs:
        held: list[Sentence | str] = []
        weight = 0
        for piece in paragraph.pieces:
            more = _weight([piece])
            if held and weight + more > _LARGEST_PART:
                yield replace(paragraph, pieces=tuple(held))
                held, weight = [], 0
            held.append(piece)
            weight += more
        yield replace(paragraph, pieces=tuple(held))


def _weight(pieces: Sequence[Sentence | str]) -> int:
    """Roughly the bytes of HTML the pieces become."""
    texts = (piece if isinstance(piece, str) else piece.text for piece in pieces)
    return sum(len(text.encode()) + _BYTES_OF_TAGS for text in texts)


def _sentences(paragraphs: Sequence[Paragraph]) -> Iterator[Sentence]:
    for paragraph in paragraphs:
        yield from (piece for piece in paragraph.pieces if isinstance(piece, Sentence))


def _citation_validity(citation: Citation, document: PolicyDocument | None, on: date) -> Validity:
    if document is not None:
        return document_validity(document, on)
    if citation.is_in_force(on):
        return "in_force"
    return "replaced" if citation.is_replaced else "expired"


def _sentence_id(citation: Citation, document: PolicyDocument | None) -> str | None:
    """Where a citation stands in our copy; a rule that names a place of it counts too."""
    if document is None or not citation.clause:
        return None
    label, number = citation.clause, citation.sentence
    if number is None:
        place = _PLACE.match(citation.clause)
        if place is None:
            return None
        label, number = place.group(1), int(place.group(2) or 0)
    for clause in document.clauses:
        if clause.label == label:
            return next((s.id for s in clause.sentences if s.number == number), None)
    return None
