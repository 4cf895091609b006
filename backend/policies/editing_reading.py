"""What the editors' pages show: the list of entries, one entry's history, one version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.policies import editing_repository as rows
from backend.policies.editing import standing_content
from backend.policies.editing_content import FieldDifference, differences
from backend.policies.knowledge import Snapshot
from backend.policies.models import EntryVersion, VersionState
from backend.policies.seed import Seed
from policy_faq.content_files import Item

# what the list can be narrowed to; the words are in the console's labels.yml
STATES = ("draft", "in_review", "scheduled", "changed", "withdrawn", "problem")
_OF_STATE: Mapping[str, str] = {
    VersionState.DRAFT: "draft",
    VersionState.RETURNED: "draft",
    VersionState.IN_REVIEW: "in_review",
    VersionState.SCHEDULED: "scheduled",
}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the list. `states` are those of STATES it is in; `opened` is at work now."""

    id: str
    topic: str
    question: str
    states: frozenset[str]
    opened: EntryVersion | None
    published_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """One entry: what it says now (None: withdrawn or not yet out) and all its versions."""

    id: str
    content: Item | None
    versions: Sequence[EntryVersion]
    opened: EntryVersion | None
    has_seed: bool
    is_withdrawn: bool

    @property
    def question(self) -> str:
        """The standard question, for headings."""
        content = self.content or (self.versions[0].content if self.versions else {})
        return str(content.get("question", "") or self.id)


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version beside what the entry says now."""

    version: EntryVersion
    standing: Item | None
    differences: Sequence[FieldDifference]


def list_entries(
    session: Session, seed: Seed, snapshot: Snapshot, *, query: str = "", topic: str = "",
    state: str = "",
) -> list[EntryRow]:  # fmt: skip
    """Entries that hold every word of the query, at work first, then in reading order."""
    words = query.lower().split()
    found = [
        row
        for row in _rows(session, seed, snapshot)
        if (not topic or row.topic == topic)
        and (not state or state in row.states)
        and all(word in row.text for word in words)
    ]
    return sorted(found, key=lambda row: row.opened is None)


def entry_history(session: Session, seed: Seed, entry_id: str) -> EntryHistory:
    """Everything about one entry. Raises NotFound."""
    versions = rows.versions_of(session, entry_id)
    if not versions and entry_id not in seed.items:
        raise NotFound("no such entry")
    published = rows.published(session, entry_id)
    return EntryHistory(
        id=entry_id,
        content=standing_content(session, seed, entry_id),
        versions=versions,
        opened=rows.open_version(session, entry_id),
        has_seed=entry_id in seed.items,
        is_withdrawn=published is not None and published.is_withdrawn,
    )


def version_view(session: Session, seed: Seed, version_id: str) -> VersionView:
    """One version and how it differs from what is out now. Raises NotFound."""
    version = rows.version_seen(session, version_id)
    if version is None:
        raise NotFound("no such version")
    standing = standing_content(session, seed, version.entry_id)
    new: Item = {} if version.is_withdrawn else version.content
    return VersionView(version, standing, differences(standing or {}, new))


def _rows(session: Session, seed: Seed, snapshot: Snapshot) -> list[EntryRow]:
    opened = {version.entry_id: version for version in rows.open_versions(session)}
    published = {version.entry_id: version for version in rows.all_published(session)}
    contents = dict(seed.items)
    contents |= {entry_id: version.content for entry_id, version in published.items()}
    contents = {**{entry_id: v.content for entry_id, v in opened.items()}, **contents}
    return [
        _row(entry_id, content, opened.get(entry_id), published.get(entry_id), snapshot)
        for entry_id, content in contents.items()
    ]


def _row(
    entry_id: str,
    content: Item,
    opened: EntryVersion | None,
    published: EntryVersion | None,
    snapshot: Snapshot,
) -> EntryRow:
    states = {_OF_STATE[opened.state]} if opened else set()
    if published is not None:
        states.add("withdrawn" if published.is_withdrawn else "changed")
    if entry_id in snapshot.problems:
        states.add("problem")
    wordings = content.get("wordings") or []
    searched = [entry_id, content.get("question"), content.get("answer"), *wordings]
    return EntryRow(
        id=entry_id,
        topic=str(content.get("topic", "")),
        question=str(content.get("question") or entry_id),
        states=frozenset(states),
        opened=opened,
        published_at=published.published_at if published else None,
        text="\n".join(map(str, searched)).lower(),
    )
