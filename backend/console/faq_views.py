"""What the hotline page shows of a search: each hit with its script, documents, link and copies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from backend.console.labels import codes
from backend.core import clock, regions
from backend.policies import staff_searches
from backend.policies.api import is_in_qinghai
from backend.policies.live_search import LiveSearch
from backend.policies.scripts import Script, materials_of, script_of
from backend.policies.staff_searches import LookedUp
from policy_faq.answer import source_lines
from policy_faq.entries import WHOLE_PROVINCE, Entry
from policy_faq.search import Decision

MOST_SHOWN = 9  # the keys 1 to 9 open them


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One answer as the page shows it. `conclusion` is its first sentence, `rest` what follows."""

    entry: Entry
    conclusion: str
    rest: Sequence[str]
    script: Script
    materials: Sequence[str]
    whole: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found."""

    decision: Decision
    hits: Sequence[ShownHit]


@dataclass(frozen=True, slots=True)
class Habits:
    """A person's recent questions, and the entries everybody opens most."""

    recent: Sequence[tuple[LookedUp, Entry | None]]
    popular: Sequence[Entry]


def region_choices() -> Iterator[tuple[regions.Region, list[regions.Region]]]:
    """The prefectures with their counties."""
    for place in regions.prefectures():
        yield place, regions.counties_of(place.code)


def known_region(code: str) -> str:
    """The code if it is a place in Qinghai, else the whole province."""
    return code if is_in_qinghai(code) else WHOLE_PROVINCE


def find(search: LiveSearch, question: str, region: str) -> Found | None:
    """What a question finds today for a caller of a region; None for an empty one."""
    if not question:
        return None
    result = search.search(question, k=MOST_SHOWN, on=clock.today(), region=region)
    return Found(result.decision, [shown(hit.entry) for hit in result.hits])


def shown(entry: Entry) -> ShownHit:
    """An entry with all that is derived from it; derived once a day, not at each keystroke."""
    return _derived(entry, clock.today())


@lru_cache(maxsize=2048)
def _derived(entry: Entry, on: date) -> ShownHit:
    first = entry.answer.partition("\n")[0].partition("。")
    conclusion = first[0] + first[1]
    rest = entry.answer[len(conclusion) :].split("\n")
    return ShownHit(
        entry=entry,
        conclusion=conclusion,
        rest=[line.strip() for line in rest if line.strip()],
        script=script_of(entry, on=on),
        materials=materials_of(entry),
        whole=_whole(entry, on),
    )


def _whole(entry: Entry, on: date) -> str:
    """What "copy" takes along: the answer with its sources and the day it stands for."""
    sources = "；".join(source_lines(entry.citations))
    return f"{entry.answer}\n{entry.next_step}\n依据：{sources}\n截至{on}"


def topics(search: LiveSearch) -> Mapping[str, Sequence[Entry]]:
    """The entries that hold today by topic, in the order of labels.yml and then of reading."""
    found: dict[str, list[Entry]] = {topic: [] for topic in codes("topic")}
    for entry in search.entries:
        if entry.applies(on=clock.today(), region=entry.region):
            found.setdefault(entry.topic, []).append(entry)
    return found


def habits(session: Session, staff_id: str, search: LiveSearch) -> Habits:
    """What this person asked last and what everybody asks."""
    recent = staff_searches.recent(session, staff_id)
    popular = staff_searches.popular(session)
    ids = [one.entry_id for one in recent] + [one.entry_id for one in popular]
    entries = staff_searches.entries_of(ids, search)
    return Habits(
        recent=[
            (one, entries.get(one.entry_id or ""))
            for one in recent
            if one.question or one.entry_id in entries
        ],
        popular=[entries[one.entry_id] for one in popular if one.entry_id in entries],
    )
