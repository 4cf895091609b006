"""The shipped golden questions: about entries that exist, and answered right by what is shipped."""

from collections import Counter

from backend.policies.seed import SHIPPED
from policy_faq.cache import Cache
from policy_faq.entries import Entry
from policy_faq.evaluate import judge, read_gold
from policy_faq.search import PolicySearch

GOLDEN = SHIPPED / "golden.jsonl"
LEAST_RIGHT = 0.97


def test_golden_questions_are_about_entries_that_exist(entries: tuple[Entry, ...]) -> None:
    golden = read_gold(GOLDEN)
    assert len(golden) >= 140
    assert [q for q, n in Counter(gold.question for gold in golden).items() if n > 1] == []
    known = {entry.id for entry in entries}
    assert [gold.question for gold in golden if not set(gold.expected) <= known] == []
    assert sum(not gold.expected for gold in golden) >= 20


def test_golden_questions_are_answered_right(entries: tuple[Entry, ...]) -> None:
    """They guard what is right; what is wrong today could get worse unseen."""
    judged = judge(PolicySearch(entries, cache=Cache.usual()), read_gold(GOLDEN))
    wrong = [one.gold.question for one in judged if one.outcome not in ("correct", "honest_none")]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(judged), wrong
