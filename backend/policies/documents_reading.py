"""Official texts as staff see them: the list, and a cut beside its original."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.orm import Session

from backend.core import clock
from backend.policies import documents_repository as rows
from backend.policies import knowledge
from backend.policies.document_citations import cited_counts
from backend.policies.document_texts import blocks_of
from backend.policies.models import DocumentVersion, VersionState
from backend.policies.public_views import Validity, document_validity
from policy_faq.blocks import Block, BlockKind, plain_text, write_blocks
from policy_faq.clauses import Sentence
from policy_faq.cut_findings import block_findings
from policy_faq.document_body import read_body

BLOCKS_A_PAGE = 60
_MOST_HINTS = 40
_ANCHOR = 14  # letters of a block that are looked for in the original


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of the list: the version in force, if it was published here (not for the
    shipped texts), and the version somebody works on.
    """

    document_id: str
    title: str
    document_number: str
    validity: Validity | None
    cited_by: int
    published: DocumentVersion | None
    working: DocumentVersion | None


@dataclass(frozen=True, slots=True)
class CheckedBlock:
    """A block of a cut: its place, what it will be cited as, what deserves a look."""

    place: int
    block: Block
    cited_as: str
    findings: Sequence[str]
    is_verbatim: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One page of a cut beside the lines of the original it was made of.

    `hints` are the places with findings, first ones first; `is_same_text` compares all words.
    """

    version: DocumentVersion
    blocks: Sequence[CheckedBlock]
    original: Sequence[str]
    has_original: bool
    is_same_text: bool
    hints: Sequence[int]
    page: int
    pages: int


def list_documents(session: Session) -> list[DocumentRow]:
    """Every text in force or worked on; work first, then in the order of the titles."""
    known = knowledge.current()
    counts, today = cited_counts(known), clock.today()
    present = rows.present_versions(session)
    published = {v.document_id: v for v in present if v.state == VersionState.PUBLISHED}
    working = {v.document_id: v for v in present if v.state != VersionState.PUBLISHED}
    listed = [
        DocumentRow(
            document.id,
            document.title,
            document.document_number or "",
            document_validity(document, today),
            counts.get(document.id, 0),
            published.get(document.id),
            working.pop(document.id, None),
        )
        for document in known.sources.documents.values()
    ]
    listed_ids = {row.document_id for row in listed}
    # published a moment ago: this process has not read it yet
    fresh = [v for v in published.values() if v.document_id not in listed_ids]
    new = [_unlisted(v, working=v) for v in working.values() if v.document_id not in published]
    new += [_unlisted(v, working=working.get(v.document_id), published=v) for v in fresh]
    return [*new, *sorted(listed, key=lambda row: (row.working is None, row.title))]


def _unlisted(
    version: DocumentVersion,
    *,
    working: DocumentVersion | None,
    published: DocumentVersion | None = None,
) -> DocumentRow:
    number = version.document_number or ""
    return DocumentRow(version.document_id, version.title, number, None, 0, published, working)


def page_of(place: int) -> int:
    """The page of the check that shows a block."""
    return max(0, place) // BLOCKS_A_PAGE + 1


def check(session: Session, version: DocumentVersion, page: int) -> Check:
    """A page of a cut, beside what came in (an imported file, or else the text in force)."""
    blocks = blocks_of(version)
    pages = max(1, math.ceil(len(blocks) / BLOCKS_A_PAGE))
    page = min(max(1, page), pages)
    first = (page - 1) * BLOCKS_A_PAGE
    original = _original(session, version)
    squeezed = _squeeze("".join(original))
    findings = block_findings(blocks)
    labels = list(_cited_as(blocks))
    checked = [
        CheckedBlock(
            place,
            block,
            labels[place],
            findings.get(place, ()),
            not original or _squeeze(block.text) in squeezed,
        )
        for place, block in islice(enumerate(blocks), first, first + BLOCKS_A_PAGE)
    ]
    return Check(
        version=version,
        blocks=checked,
        original=_beside(original, squeezed, blocks, first),
        has_original=bool(original),
        is_same_text=bool(original) and _squeeze(plain_text(blocks)) == squeezed,
        hints=sorted(findings)[:_MOST_HINTS],
        page=page,
        pages=pages,
    )


def _original(session: Session, version: DocumentVersion) -> list[str]:
    """The lines of what was imported, else of the text in force."""
    if version.source_sha256:
        kept = rows.as_imported(session, version.source_sha256)
        return [block.text for block in blocks_of(kept)] if kept else []
    document = knowledge.current().sources.documents.get(version.document_id)
    if document is None:
        return []
    return [
        "".join(piece if isinstance(piece, str) else piece.text for piece in paragraph.pieces)
        for paragraph in document.paragraphs
    ]


def _beside(
    original: Sequence[str], squeezed: str, blocks: Sequence[Block], first: int
) -> list[str]:
    """The lines of the original from the page's first block to the next page's first."""
    start, end = 0, len(squeezed)
    passed = 0
    for place, block in enumerate(blocks):
        if place in (first, first + BLOCKS_A_PAGE):
            near = max(0, passed - 2_000)
            found = squeezed.find(_squeeze(block.text)[:_ANCHOR], near)
            at = found if found >= 0 else min(passed, len(squeezed))
            start, end = (at, end) if place == first else (start, at)
        passed += len(_squeeze(block.text))
    shown, passed = [], 0
    for line in original:
        length = len(_squeeze(line))
        if passed + length > start and passed < end:
            shown.append(line)
        passed += length
    return shown


def _cited_as(blocks: Sequence[Block]) -> Iterator[str]:
    """For each block the clause and sentence ids it will have, such as 第三条 3-1 … 3-4."""
    clauses, paragraphs = read_body(write_blocks(blocks))
    labels = {clause.path: clause.label for clause in clauses}
    printed = iter(paragraphs)
    for block in blocks:
        if block.kind == BlockKind.DROPPED:
            yield ""
            continue
        cited = [piece for piece in next(printed).pieces if isinstance(piece, Sentence)]
        if not cited:
            yield ""
        elif len(cited) == 1:
            yield f"{labels[cited[0].clause]} {cited[0].id}"
        else:
            yield f"{labels[cited[0].clause]} {cited[0].id} … {cited[-1].id}"


def _squeeze(text: str) -> str:
    return "".join(text.split())
