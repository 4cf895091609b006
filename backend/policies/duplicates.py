"""Gate on doubles: no two answers that are active together may serve one question."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz, process

from backend.policies.findings import Finding
from policy_faq.entries import Entry
from policy_faq.text import Normaliser, Vocabulary

# of the shipped standard questions no two come nearer than 86; 80 is worth a look
_SAME, _NEAR = 90.0, 80.0


def duplicate_findings(candidate: Entry, entries: Sequence[Entry]) -> Iterator[Finding]:
    """Wordings that already belong to another entry, and standard questions that are too alike."""
    others = [other for other in entries if other.id != candidate.id and _meet(candidate, other)]
    owners = {_normal(wording): other for other in others for wording in other.questions}
    for wording in candidate.questions:
        plain = _normal(wording)
        if not plain:
            yield Finding("duplicate", "block", f"这个问法里没有字：{wording}")
        elif other := owners.get(plain):
            words = f"“{wording}”已经属于另一条：{other.question}"
            yield Finding("duplicate", "block", words, other.id)
    yield from _near(candidate, others)


def _near(candidate: Entry, others: Sequence[Entry]) -> Iterator[Finding]:
    own = _normal(candidate.question)
    found = process.extract(
        own,
        [_normal(other.question) for other in others],
        scorer=fuzz.ratio,
        score_cutoff=_NEAR,
        limit=3,
    )
    for text, likeness, number in found:
        if text == own:
            continue  # said above
        words = f"标准问题和另一条很像：{others[number].question}"
        severity = "block" if likeness >= _SAME else "warn"
        yield Finding("duplicate", severity, words, others[number].id)  # type: ignore[arg-type]


def _meet(one: Entry, other: Entry) -> bool:
    """Whether somebody could be shown both on the same day."""
    first = max(one.valid_from or date.min, other.valid_from or date.min)
    last = min(one.valid_until or date.max, other.valid_until or date.max)
    if first > last:
        return False
    return one.applies(on=None, region=other.region) or other.applies(on=None, region=one.region)


@lru_cache(maxsize=200_000)  # every wording there is, a few dozen megabytes at most
def _normal(text: str) -> str:
    return _normaliser().normal(text)


@lru_cache
def _normaliser() -> Normaliser:
    return Normaliser(Vocabulary.load())
