"""What an answer rested on when it was given: the version of the entry, the clauses of then."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.conversations.models import AnswerGiven
from backend.policies.knowledge import KnowledgeRoom
from backend.policies.models import DocumentVersion, EntryVersion
from policy_faq.content_files import Item
from policy_faq.documents import PolicyDocument, parse_document
from policy_faq.entries import version_of
from policy_faq.errors import ContentError

SEED_NUMBER = 0
# as_it_was: these words stood there then; changed: the place says something else now and the
# words of then are not kept; lost: the place is gone
PlaceState = Literal["as_it_was", "changed", "lost"]


@dataclass(frozen=True, slots=True)
class PlaceTold:
    """A sentence or rule an answer rested on, in the words of that day if they are still kept."""

    title: str
    place: str
    text: str
    state: PlaceState


@dataclass(frozen=True, slots=True)
class EntryTold:
    """One entry of an answer as it was then.

    `number` is the version's number in the console, SEED_NUMBER for the shipped text, None with
    `content` None when that version is not kept. `is_current`: it still says the same.
    """

    entry_id: str
    version: str
    number: int | None
    content: Item | None
    is_current: bool
    places: tuple[PlaceTold, ...]


class Archive:
    """Finds what entries and official texts said before; reads each only once.

    Args:
        session: to read versions from.
        room: the knowledge of now, with its seed.
    """

    def __init__(self, session: Session, room: KnowledgeRoom) -> None:
        self._session = session
        self._room = room
        self._snapshot = room.current()
        self._entries: dict[str, dict[str, tuple[int, Item]]] = {}
        self._documents: dict[str, list[PolicyDocument]] = {}

    def told(self, given: AnswerGiven) -> EntryTold:
        """What one answer given rested on."""
        number, content = self._versions(given.entry_id).get(given.entry_version, (None, None))
        current = self._snapshot.items.get(given.entry_id)
        return EntryTold(
            entry_id=given.entry_id,
            version=given.entry_version,
            number=number,
            content=content,
            is_current=current is not None and version_of(current) == given.entry_version,
            places=tuple(self._place(source) for source in given.sources),
        )

    def _versions(self, entry_id: str) -> Mapping[str, tuple[int, Item]]:
        if entry_id not in self._entries:
            found: dict[str, tuple[int, Item]] = {}
            if seed := self._room.seed.items.get(entry_id):
                found[version_of(seed)] = (SEED_NUMBER, seed)
            rows = self._session.scalars(
                select(EntryVersion)
                .where(EntryVersion.entry_id == entry_id, EntryVersion.published_at.is_not(None))
                .order_by(EntryVersion.number)
            )
            for row in rows:
                found[version_of(row.content)] = (row.number, row.content)
            self._entries[entry_id] = found
        return self._entries[entry_id]

    def _place(self, source: Mapping[str, Any]) -> PlaceTold:
        document_id, place = str(source.get("document", "")), str(source.get("place", ""))
        digest = str(source.get("digest", ""))
        texts = list(self._texts(document_id, place))
        for title, name, text in texts:
            if hashlib.sha256(text.encode()).hexdigest()[:12] == digest:
                return PlaceTold(title, name, text, "as_it_was")
        if texts:
            title, name, text = texts[0]
            return PlaceTold(title, name, text, "changed")
        return PlaceTold(document_id, place, "", "lost")

    def _texts(self, document_id: str, place: str) -> Iterator[tuple[str, str, str]]:
        """Title, printed place and words of a place, as known now, then in older versions."""
        rule = self._snapshot.sources.rules.get(place)
        if rule is not None:
            yield rule.source.title, rule.article or "", rule.statement
            return
        label, _, number = place.rpartition("-")
        for document in self._documents_of(document_id):
            for clause in document.clauses:
                for sentence in clause.sentences if clause.label == label else ():
                    if str(sentence.number) == number:
                        printed = f"{label}第{number}句"
                        yield f"{document.title} {document.document_number}", printed, sentence.text

    def _documents_of(self, document_id: str) -> list[PolicyDocument]:
        if document_id not in self._documents:
            known = (self._snapshot.sources.documents, self._room.seed.documents)
            found = [texts[document_id] for texts in known if document_id in texts]
            rows = self._session.scalars(
                select(DocumentVersion)
                .where(DocumentVersion.document_id == document_id)
                .order_by(DocumentVersion.number.desc())
            )
            self._documents[document_id] = found + list(_parsed(rows))
        return self._documents[document_id]


def _parsed(rows: Any) -> Iterator[PolicyDocument]:
    """Drafts that cannot be read as a document were never cited."""
    for row in rows:
        try:
            yield parse_document(row.markdown, name=row.document_id)
        except ContentError:
            continue
