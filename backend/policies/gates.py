"""Gates: what must be true of an entry before it may be published, each finding in plain words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from backend.core.regions import region_of
from backend.policies.duplicates import duplicate_findings
from backend.policies.findings import Finding
from backend.policies.golden import golden_findings
from backend.policies.knowledge import KnowledgeRoom, Snapshot
from backend.policies.source_gates import citation_findings, standing_findings
from policy_faq.answer import MAX_BYTES, render_wechat
from policy_faq.checks import MAX_ANSWER_BYTES, MAX_NEXT_STEP_BYTES
from policy_faq.content_files import Item
from policy_faq.entries import Entry, entry_from
from policy_faq.evaluate import GoldQuestion
from policy_faq.parameters import Parameters, places_in
from policy_faq.plain_language import measure

_MISSING: Mapping[str, str] = {
    "topic": "还没有选主题。",
    "question": "还没有写标准问题。",
    "wordings": "至少要写一种别的问法。",
    "answer": "还没有写答案。",
    "next_step": "还没有写下一步怎么办。",
    "citations": "还没有依据，没有依据的答案不能发布。",
    "keywords": "至少要写一个关键词。",
}
_HARD_PLACES_SHOWN = 3


def quick_findings(item: Item, snapshot: Snapshot, on: date) -> list[Finding]:
    """Everything that can be told without asking questions of the search; milliseconds.

    Args:
        item: the candidate, as `editing_content.as_content` gives it.
        snapshot: what is known now; an entry with the same id is what the candidate replaces.
        on: the day it is to be published.
    """
    findings = [
        Finding("missing", "block", words) for f, words in _MISSING.items() if not item.get(f)
    ]
    findings += citation_findings(item.get("citations") or [], snapshot.sources)
    findings += _field_findings(item, on)
    if item.get("topic") and item["topic"] not in {
        kept["topic"] for kept in snapshot.items.values()
    }:
        findings.append(Finding("topic", "block", "没有这个主题，请从列表里选。"))
    entry = _entry(item, snapshot)
    if entry is None:
        return findings or [Finding("missing", "block", "内容不完整，请逐项检查。")]
    findings += standing_findings(entry, on)
    findings += _parameter_findings(entry, snapshot.parameters)
    findings += _length_findings(entry, snapshot.parameters, on)
    findings += _language_findings(entry)
    findings += duplicate_findings(entry, snapshot.entries)
    return findings


def all_findings(
    item: Item, room: KnowledgeRoom, golden: Sequence[GoldQuestion], on: date
) -> list[Finding]:
    """The quick ones, and the golden questions asked of a search with the candidate in it."""
    snapshot = room.current()
    findings = quick_findings(item, snapshot, on)
    if not is_blocked(findings):
        candidate = room.build_candidate(item["id"], item)
        findings += golden_findings(snapshot.search, candidate.search, golden, on)
    return findings


def withdrawal_findings(
    entry_id: str, room: KnowledgeRoom, golden: Sequence[GoldQuestion], on: date
) -> list[Finding]:
    """What people will no longer be told. Never blocks: taking a wrong answer out comes first."""
    snapshot = room.current()
    candidate = room.build_candidate(entry_id, None)
    found = golden_findings(snapshot.search, candidate.search, golden, on)
    return [Finding(one.gate, "warn", one.message, one.entry_id) for one in found]


def is_blocked(findings: Iterable[Finding]) -> bool:
    """Whether any finding forbids publishing."""
    return any(finding.severity == "block" for finding in findings)


def _entry(item: Item, snapshot: Snapshot) -> Entry | None:
    try:
        return entry_from(item, snapshot.sources)
    except ValueError:  # what is wrong has been found above, in words for people
        return None


def _field_findings(item: Item, on: date) -> Iterator[Finding]:
    region = str(item.get("region", "630000"))
    if region_of(region) is None:
        yield Finding("region", "block", f"没有这个地区代码：{region}。")
    if item.get("audience", "all") not in ("jobseeker", "employer", "all"):
        yield Finding("audience", "block", "适用对象选得不对。")
    days = {field: _day(item.get(field)) for field in ("valid_from", "valid_until")}
    if "wrong" in days.values():
        yield Finding("validity", "block", "起止日期要写成 2026-01-31 这样。")
        return
    first, last = days["valid_from"], days["valid_until"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        yield Finding("validity", "block", "截止日期比开始日期还早。")
    elif isinstance(last, date) and last < on:
        yield Finding("validity", "block", f"截止日期 {last} 在发布之前，发布了也不会有人看到。")
    elif isinstance(first, date) and first > on:
        yield Finding("validity", "warn", f"{first} 以前，这一条不会答给任何人。")


def _day(value: Any) -> date | Literal["wrong"] | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return "wrong"


def _parameter_findings(entry: Entry, parameters: Parameters) -> Iterator[Finding]:
    for name in dict.fromkeys(places_in(entry.answer)):
        if name not in parameters.by_id:
            yield Finding("parameter", "block", f"没有叫 {name or '（空）'} 的参数。")
    rest = "".join((entry.question, entry.next_step, *entry.wordings))
    if "{{" in rest:
        yield Finding("parameter", "block", "参数只能写在答案里。")


def _length_findings(entry: Entry, parameters: Parameters, on: date) -> Iterator[Finding]:
    said = parameters.filled(entry, region=entry.region, on=on)
    for words, text, most in (
        ("答案", said.answer, MAX_ANSWER_BYTES),
        ("下一步", entry.next_step, MAX_NEXT_STEP_BYTES),
    ):
        if (size := len(text.encode())) > most:
            yield Finding(
                "length", "block", f"{words}有 {size} 字节，最多 {most}（一个汉字 3 字节）。"
            )
    text = render_wechat(said, as_of=on)
    if len(text.encode()) > MAX_BYTES or said.answer not in text:
        yield Finding("length", "block", f"加上问题和依据，微信里放不下（最多 {MAX_BYTES} 字节）。")


def _language_findings(entry: Entry) -> Iterator[Finding]:
    measured = measure(f"{entry.answer}\n{entry.next_step}")
    if measured.grade in ("hard", "too_hard"):
        severity: Literal["block", "warn"] = "block" if measured.grade == "too_hard" else "warn"
        worst = [p.sentence for p in measured.places if p.reason != "official_term"]
        shown = "；".join(dict.fromkeys(worst[:_HARD_PLACES_SHOWN]))
        yield Finding("language", severity, f"句子太长、太绕，请拆短：{shown}")
    for place in measured.places:
        if place.reason == "official_term":
            words = f"“{place.detail}”没有解释，可以说成“{place.plainer}”。"
            yield Finding("language", "warn", words)


def as_rows(findings: Iterable[Finding]) -> list[Any]:
    """Findings as they are kept in a row."""
    return [asdict(finding) for finding in findings]


@dataclass(frozen=True, slots=True)
class Report:
    """What the gates said of one version in one state of the knowledge."""

    version_id: str
    edition: int
    revision: int
    findings: tuple[Finding, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether any finding forbids publishing."""
        return is_blocked(self.findings)
