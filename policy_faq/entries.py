"""Reading room: the reviewed questions and answers, read from content/*.yml and checked."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from policy_faq.citations import Citation, Sources, as_rule_source
from policy_faq.content_files import CONTENT_FOLDER, Item, read_items
from policy_faq.documents import load_documents
from policy_faq.errors import ContentError
from policy_faq.rules import load_rules

Audience = Literal["jobseeker", "employer", "all"]
WHOLE_PROVINCE = "630000"
_REQUIRED = ("id", "topic", "question", "wordings", "answer", "next_step", "citations", "keywords")
_OPTIONAL = ("audience", "region", "locally_set", "valid_from", "valid_until", "materials")


@dataclass(frozen=True, slots=True)
class Entry:
    """One reviewed answer with the questions it belongs to and the sources it rests on.

    `region` is a six-digit code, 630000 for the whole province. `locally_set` means amounts or
    limits are set by prefectures. `materials` are the documents to bring, where the answer names
    them. `version` changes whenever anything in the entry changes.
    """

    id: str
    topic: str
    question: str
    wordings: tuple[str, ...]
    answer: str
    next_step: str
    citations: tuple[Citation, ...]
    keywords: tuple[str, ...]
    audience: Audience
    region: str
    locally_set: bool
    valid_from: date | None
    valid_until: date | None
    version: str
    materials: tuple[str, ...] = ()

    @property
    def questions(self) -> tuple[str, ...]:
        """The standard question and all other wordings."""
        return (self.question, *self.wordings)

    @property
    def is_limited(self) -> bool:
        """Whether the entry may not apply somewhere or some day."""
        return (self.region, self.valid_from, self.valid_until) != (WHOLE_PROVINCE, None, None)

    def applies(self, *, on: date | None, region: str) -> bool:
        """Whether the entry may be shown to someone of a region on a day (None: any day)."""
        if on is not None and self.valid_from is not None and on < self.valid_from:
            return False
        if on is not None and self.valid_until is not None and on > self.valid_until:
            return False
        own = self.region
        if own.endswith("0000"):
            return region[:2] == own[:2]
        return region[:4] == own[:4] if own.endswith("00") else region == own


def load_sources() -> Sources:
    """Read the shipped official texts and the rule register. Raises ContentError."""
    documents = load_documents()
    more_sources = tuple(as_rule_source(document) for document in documents.values())
    return Sources(documents, load_rules(more_sources=more_sources))


def load_entries(
    folder: Path = CONTENT_FOLDER, sources: Sources | None = None
) -> tuple[Entry, ...]:
    """Read every entry of a folder, in file and then reading order.

    Args:
        folder: holds one YAML list per topic.
        sources: what citations may point at; the shipped texts and rules when None.

    Raises:
        ContentError: with every finding of every file, doubled ids included.
    """
    sources = sources or load_sources()
    findings: list[str] = []
    entries: list[Entry] = []
    for number, (file, item) in enumerate(read_items(folder, findings), start=1):
        try:
            entries.append(entry_from(item, sources))
        except ValueError as error:
            name = item.get("id", number)
            findings += [f"{file}: {name}: {line}" for line in str(error).split("\n")]
    doubled = [name for name, n in Counter(entry.id for entry in entries).items() if n > 1]
    findings += [f"entry id {name} appears more than once" for name in doubled]
    if findings:
        raise ContentError(findings)
    return tuple(entries)


def entry_from(item: Item, sources: Sources) -> Entry:
    """Turn plain data, as a content file holds it, into an entry.

    Raises:
        ContentError: fields missing, unknown or of the wrong kind, or a citation that is not true.
    """
    problems = [f"{field} is missing" for field in _REQUIRED if not item.get(field)]
    problems += [f"unknown field {f}" for f in item if f not in _REQUIRED + _OPTIONAL]
    if item.get("audience", "all") not in ("jobseeker", "employer", "all"):
        problems.append(f"unknown audience {item['audience']}")
    if not isinstance(item.get("materials", []), list):
        problems.append("materials is not a list")
    citations = []
    for citation in item.get("citations") or []:
        try:
            citations.append(sources.resolve(citation))
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise ContentError(problems)
    return Entry(
        id=str(item["id"]),
        topic=str(item["topic"]),
        question=str(item["question"]).strip(),
        wordings=tuple(str(wording).strip() for wording in item["wordings"]),
        answer=str(item["answer"]).strip(),
        next_step=str(item["next_step"]).strip(),
        citations=tuple(citations),
        keywords=tuple(str(keyword).strip() for keyword in item["keywords"]),
        audience=item.get("audience", "all"),
        region=str(item.get("region", WHOLE_PROVINCE)),
        locally_set=bool(item.get("locally_set", False)),
        valid_from=_read_date(item.get("valid_from")),
        valid_until=_read_date(item.get("valid_until")),
        version=version_of(item),
        materials=tuple(str(material).strip() for material in item.get("materials") or ()),
    )


def _read_date(value: Any) -> date | None:
    if value is None or value == "" or isinstance(value, date):
        return value or None
    return date.fromisoformat(str(value))


def version_of(item: Item) -> str:
    """Twelve characters that change whenever anything in the plain data of an entry changes."""
    canonical = json.dumps(item, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
