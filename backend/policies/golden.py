"""Gate on golden questions: what is answered right today must not be answered worse tomorrow."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.policies.findings import Finding
from backend.policies.models import GoldenQuestion
from backend.policies.seed import Seed
from policy_faq.evaluate import GoldQuestion, read_gold
from policy_faq.search import PolicySearch, SearchResult

_SHOWN = 8
_GOLDEN_FILE = "golden.jsonl"


def golden_questions(session: Session, seed: Seed) -> list[GoldQuestion]:
    """The shipped ones and those staff added; of the same question the one staff wrote counts."""
    path: Path = seed.folder / _GOLDEN_FILE
    shipped = read_gold(path) if path.exists() else []
    rows = session.scalars(select(GoldenQuestion).order_by(GoldenQuestion.created_at)).all()
    known = {gold.question: gold for gold in shipped}
    for row in rows:
        known.pop(row.question, None)
        if row.is_active:
            expected = tuple(map(str, row.expected))
            known[row.question] = GoldQuestion(row.question, "staff", expected)
    return list(known.values())


def golden_findings(
    before: PolicySearch, after: PolicySearch, questions: Sequence[GoldQuestion], on: date
) -> list[Finding]:
    """The questions that would change for the worse, as findings that block."""
    worse = list(_worse(before, after, questions, on))
    findings = [Finding("golden", "block", words, entry_id) for words, entry_id in worse[:_SHOWN]]
    if len(worse) > _SHOWN:
        findings.append(Finding("golden", "block", f"还有 {len(worse) - _SHOWN} 个金标问题变差。"))
    return findings


def _worse(
    before: PolicySearch, after: PolicySearch, questions: Sequence[GoldQuestion], on: date
) -> Iterator[tuple[str, str]]:
    for gold in questions:
        old, new = before.search(gold.question, on=on), after.search(gold.question, on=on)
        if _rank(new, gold) < _rank(old, gold):
            expected = gold.expected[0] if gold.expected else ""
            words = f"金标问题“{gold.question}”会变差：现在{_said(old)}，改后{_said(new)}。"
            yield words, expected


def _rank(result: SearchResult, gold: GoldQuestion) -> int:
    """2 answered right, 1 among the choices, 0 neither; where nothing fits, 0 is answering."""
    ids = [hit.entry.id for hit in result.hits[:3]]
    if not gold.expected:
        return 0 if result.decision == "answer" else 1
    if result.decision == "answer":
        return 2 if ids[0] in gold.expected else 0
    return 1 if result.decision == "choose" and set(ids) & set(gold.expected) else 0


def _said(result: SearchResult) -> str:
    if result.decision == "none":
        return "答“没有查到”"
    if result.decision == "answer":
        return f"答“{result.hits[0].entry.question}”"
    return f"请人选（{'、'.join(hit.entry.question for hit in result.hits[:3])}）"
