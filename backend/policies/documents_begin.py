"""Official texts: how versions begin, from an imported file, from the text in force, to end it.

What was imported is kept untouched as a version of its own (state discarded), so that the check
page can always show what came in beside what was made of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import documents_repository as rows
from backend.policies import knowledge
from backend.policies.document_texts import body_of, document_id_for, front_matter_of, rewrite
from backend.policies.documents import submit
from backend.policies.models import DocumentVersion, VersionState
from policy_faq.blocks import read_blocks, write_blocks
from policy_faq.cutting import cut_text
from policy_faq.document_metadata import Metadata, guess_metadata
from policy_faq.documents import parse_document
from policy_faq.errors import ContentError


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file a text came in: its name, and the SHA-256 of its content in hex."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The draft of an imported file; `is_new` is false when the very same file is known."""

    version: DocumentVersion
    is_new: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """How a document ends: replaced by another one, on a day, or both."""

    expires_on: date | None
    replaced_by: str | None


def import_text(
    session: Session,
    staff_id: str,
    *,
    source: SourceFile,
    lines: Sequence[str] = (),
    markdown: str = "",
) -> Imported:
    """Cut an imported text and keep it as a draft.

    Args:
        session: write session.
        staff_id: who imported it.
        source: the file; the very same one leads to the version made from it before.
        lines: its paragraphs, or
        markdown: a text in the form of policy_faq/documents, taken as it is.

    Raises:
        Invalid: Markdown that is not in that form, or somebody works on this document from
            another file.
    """
    known = rows.with_source(session, source.sha256)
    if known is not None:
        return Imported(known, is_new=False)
    meta, document_id = _read_meta(markdown) if markdown else (None, "")
    blocks = read_blocks(body_of(markdown)) if markdown else cut_text("\n".join(lines))
    if not blocks:
        raise Invalid("no_text")
    meta = meta or guess_metadata(blocks)
    document_id = document_id or document_id_for(meta.document_number, meta.title)
    if rows.open_version(session, document_id) is not None:
        raise Invalid("worked_on")
    text = markdown or write_blocks(blocks)
    kept = _new_version(document_id, staff_id, meta, text, source)
    kept.state = VersionState.DISCARDED
    kept.number = rows.number_of_import(session, document_id)
    session.add(kept)
    draft = _new_version(document_id, staff_id, meta, text, source)
    return Imported(_added(session, draft), is_new=True)


def start_version(session: Session, staff_id: str, document_id: str) -> DocumentVersion:
    """A draft that starts from the text in force, or the one somebody works on already.

    Raises NotFound for an unknown document.
    """
    working = rows.open_version(session, document_id)
    if working is not None:
        return working
    published = rows.published_for_change(session, document_id)
    if published:
        base = published[0]
        markdown, source = base.markdown, SourceFile(base.source_name, base.source_sha256)
    else:
        markdown, source = _seed_markdown(document_id), SourceFile("", "")
    meta, _ = _read_meta(markdown)
    return _added(session, _new_version(document_id, staff_id, meta, markdown, source))


def end_document(
    session: Session, staff_id: str, document_id: str, ending: Ending
) -> DocumentVersion:
    """Propose that a document ends; it takes a second person to make it so.

    Raises:
        NotFound: unknown document.
        Invalid: neither a day nor a document, or an unknown document in its place.
        Conflict: somebody works on the document.
    """
    if ending.expires_on is None and not ending.replaced_by:
        raise Invalid("ending_missing")
    if rows.open_version(session, document_id) is not None:
        raise Conflict("somebody works on this document")
    version = start_version(session, staff_id, document_id)
    version.expires_on = ending.expires_on  # replaced without a last day: at once
    version.replaced_by = ending.replaced_by or version.replaced_by
    rewrite(version)
    return submit(session, staff_id, version.id, version.edition)


def _read_meta(markdown: str) -> tuple[Metadata, str]:
    """Metadata of a text in our own form. Raises Invalid when it is not."""
    try:
        document = parse_document(markdown, name="import")
    except ContentError as error:
        raise Invalid("not_our_markdown", findings=error.findings) from error
    meta = Metadata(
        title=document.title,
        document_number=document.document_number or None,
        issuing_authorities=document.issuing_authorities,
        issued_on=document.issued_on,
        effective_on=document.effective_on,
        expires_on=document.expires_on,
    )
    return meta, document.id


def _seed_markdown(document_id: str) -> str:
    for path in (knowledge.room().seed.folder / "documents").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        if front_matter_of(text).get("id") == document_id:
            return text
    raise NotFound(f"no document {document_id}")


def _new_version(
    document_id: str, staff_id: str, meta: Metadata, markdown: str, source: SourceFile
) -> DocumentVersion:
    replaced_by = front_matter_of(markdown).get("replaced_by")
    version = DocumentVersion(
        document_id=document_id,
        state=VersionState.DRAFT,
        edition=1,
        title=meta.title[:300],
        document_number=meta.document_number,
        issuing_authorities=list(meta.issuing_authorities),
        issued_on=meta.issued_on,
        effective_on=meta.effective_on,
        expires_on=meta.expires_on,
        replaced_by=str(replaced_by) if replaced_by else None,
        markdown=markdown,
        source_name=source.name,
        source_sha256=source.sha256,
        author_id=staff_id,
    )
    rewrite(version)
    return version


def _added(session: Session, version: DocumentVersion) -> DocumentVersion:
    version.number = rows.next_number(session, version.document_id)
    session.add(version)
    session.flush()
    return version
