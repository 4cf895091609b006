"""Gathers missed turns into missed questions: what means the same stands under one title."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.orm import Session

from backend.conversations.models import Turn
from backend.core.clock import now
from backend.policies import misses_repository as rows
from backend.policies import one_at_a_time
from backend.policies.knowledge import Snapshot
from backend.policies.misses_meaning import Likeness, Weights, reader, surroundings
from backend.policies.misses_repository import Candidate
from backend.policies.models import MissedQuestion, MissedTurn, MissState

# A question joins those of which one is this near and which are this near on average. Measured by
# tests/load/missed_heaps.py on 1,800 wordings of 447 entries: 94 % stand with their own entry and
# no heap has more than 7 (at 0.45 alone 84 % and 18). What stays apart a person can join.
SAME_MEANING, SAME_MEANING_ON_AVERAGE = 0.5, 0.4
# choices stay valid for a day, so 都不是 comes within it
_REPLY_WITHIN = timedelta(days=2)
_COMPARED_FOR = timedelta(days=365)
_LONGEST = 300
_CLEAR_LENGTHS = range(5, 31)
_TITLES_WEIGHED = 60
_NO_WORDS = "（没有可读的文字）"

_TOKEN = re.compile(r"\[\[(id|phone|card):[0-9a-f]*\]\]")
_TOKEN_WORDS = {"id": "（身份证号）", "phone": "（手机号）", "card": "（卡号）"}
_LAST_CHOICE = re.compile(r"^(\d{1,2})\. 都不是$", re.MULTILINE)
_NUMBER = re.compile(r"(?:选|第)?(\d{1,2}|[一二三四五六七八九])(?:个|项|条|号)?")
_NUMERALS = {numeral: str(value) for value, numeral in enumerate("一二三四五六七八九", 1)}


def gather(session: Session, snapshot: Snapshot, limit: int = 200) -> int:
    """Put turns that were missed since the last time under their missed question.

    Missed is a turn nothing was found for, one whose choices were all refused, and one whose
    answer was no help. What is out of scope or chat is not. Safe to run twice or at once: each
    turn is in at most one place. A question that was settled opens again when it is missed anew;
    a dismissed one stays dismissed.

    Args:
        snapshot: tells how telling each character is.
        limit: how many turns of each kind to take in at most.

    Returns how many turns were taken in.
    """
    one_at_a_time.take_turn(session, one_at_a_time.MISSES)
    touched = rows.take_back_changed_verdicts(session)
    found = _candidates(session, limit)
    if found:
        touched |= _place(session, found, surroundings(snapshot).weights)
    for miss_id in touched:
        recount(session, miss_id)
    session.flush()
    return len(found)


def has_candidates(session: Session) -> bool:
    """Whether there is anything to gather; cheap, for the worker's beat."""
    return bool(_candidates(session, 1))


def readable(text: str) -> str:
    """A masked question as staff read it, at most 300 characters, numbers named by kind."""
    return " ".join(without_tokens(text).split())[:_LONGEST]


def without_tokens(text: str) -> str:
    """A masked text with the kind of number in place of each claim check."""
    return _TOKEN.sub(lambda token: _TOKEN_WORDS[token.group(1)], text)


def recount(session: Session, miss_id: str) -> None:
    """Count people and times anew, choose the clearest title; an empty open one goes."""
    miss = session.get_one(MissedQuestion, miss_id)
    turns = rows.turns_of(session, miss_id)
    if not turns:
        if miss.state == MissState.OPEN:
            session.delete(miss)
        return
    miss.times = len(turns)
    miss.people = len({turn.conversation_id for turn in turns})
    miss.first_at, miss.last_at = turns[-1].asked_at, turns[0].asked_at
    if miss.state == MissState.OPEN:
        miss.question = clearest(turn.question for turn in turns)


def clearest(wordings: Iterable[str]) -> str:
    """The wording most like all others; short and long ones, and ones with numbers, come last."""
    counts = Counter(wordings)
    texts = {w: reader().read(w) for w, _ in counts.most_common(_TITLES_WEIGHED)}
    whole = Likeness(Weights(texts.values()))
    for wording, text in texts.items():
        whole.add(wording, text)

    def clearness(wording: str) -> tuple[bool, float, int]:
        alike = whole.nearest(texts[wording], len(texts))
        closeness = sum(value * counts[other] for other, value in alike)
        is_clear = len(wording) in _CLEAR_LENGTHS and "（" not in wording
        return is_clear, round(closeness, 6), -len(wording)

    return max(sorted(texts), key=clearness)


def _candidates(session: Session, limit: int) -> list[Candidate]:
    refused = [
        rows.none_of_these(asked)
        for asked, reply in rows.offered_then_said(session, now() - _REPLY_WITHIN)
        if _refuses_all(asked, reply)
    ]
    found = [*refused[:limit], *rows.unanswered(session, limit), *rows.unhelpful(session, limit)]
    return list({one.turn_id: one for one in reversed(found)}.values())[::-1]


def _refuses_all(asked: Turn, reply: Turn) -> bool:
    """Whether the reply picks 都不是, by its words, by its number, or as the dialogue noted it."""
    if reply.outcome == "asked_back" and reply.decision == "none":
        return True
    said = unicodedata.normalize("NFKC", reply.text).strip(" 。.！!的\n")
    shown = "\n".join(str(text) for text in asked.replies)
    if "都不是" not in shown:
        return False
    if said == "都不是":
        return True
    number, last = _NUMBER.fullmatch(said), _LAST_CHOICE.search(shown)
    if not number or not last:
        return False
    return _NUMERALS.get(number.group(1), number.group(1)) == last.group(1)


def _place(session: Session, found: list[Candidate], weights: Weights) -> set[str]:
    known = Likeness(weights)
    for miss_id, wording in rows.wordings(session, now() - _COMPARED_FOR):
        known.add(miss_id, reader().read(wording))
    touched = set()
    for candidate in found:
        question = readable(candidate.question)
        text = reader().read(question)
        if not text.unit_set:
            question, text = _NO_WORDS, reader().read(_NO_WORDS)
        home = known.home(text, best_from=SAME_MEANING, mean_from=SAME_MEANING_ON_AVERAGE)
        miss = session.get_one(MissedQuestion, home) if home else None
        miss = miss or _new_miss(session, question, candidate)
        _reopen_if_missed_again(miss, candidate)
        session.add(
            MissedTurn(
                turn_id=candidate.turn_id,
                missed_question_id=miss.id,
                reason=candidate.reason,
                conversation_id=candidate.conversation_id,
                question=question,
                asked_at=candidate.asked_at,
            )
        )
        known.add(miss.id, text)
        touched.add(miss.id)
    session.flush()
    return touched


def _new_miss(session: Session, question: str, candidate: Candidate) -> MissedQuestion:
    miss = MissedQuestion(
        question=question, first_at=candidate.asked_at, last_at=candidate.asked_at
    )
    if question == _NO_WORDS:
        miss.state, miss.note, miss.closed_at = MissState.DISMISSED, "没有文字，不是问题", now()
    session.add(miss)
    session.flush()
    return miss


def _reopen_if_missed_again(miss: MissedQuestion, candidate: Candidate) -> None:
    is_after = miss.closed_at is not None and candidate.asked_at > miss.closed_at
    if miss.state == MissState.ANSWERED and is_after:
        miss.state, miss.note = MissState.OPEN, "答上以后又有人没查到"
