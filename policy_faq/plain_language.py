"""Reading room: how hard a text is to read, told by its sentences, clauses and official words.

The aim is what a person reads on a phone or hears on the telephone: one thought a sentence, about
twenty characters a clause, and no word of the office that is not explained.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from policy_faq.yaml_files import read_yaml

Grade = Literal["easy", "fair", "hard", "too_hard"]
Reason = Literal["long_sentence", "long_clause", "official_term", "too_many_clauses"]
TERMS_FILE = Path(__file__).with_name("plain_terms.yml")
LONGEST_SENTENCE = 45
LONGEST_CLAUSE = 24
MOST_CLAUSES = 5
_GRADES: tuple[tuple[float, Grade], ...] = ((12.0, "easy"), (25.0, "fair"), (45.0, "hard"))
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])|\n+")
_CLAUSE_END = re.compile(r"[，,：:。！？!?；;]+")
_EXPLAINS = r"(?:（|\(|，?(?:就是|也就是|指的是|是指|即))"
# the names of laws, quotations and amounts to be filled in are as long as they are
_FIXED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」|\{\{[^}]*\}\}|[A-Za-z0-9./:_-]+")
_SHORT_MARK = "名"


@dataclass(frozen=True, slots=True)
class HardPlace:
    """A sentence that is hard to read and why; `detail` is the clause or the official word."""

    sentence: str
    reason: Reason
    detail: str
    plainer: str = ""


@dataclass(frozen=True, slots=True)
class Readability:
    """What the meter says of a text: `points` grow with its difficulty, 0 is as plain as it gets.

    `sentence_chars` is the average length; `long_share` the share of sentences that are too long.
    """

    grade: Grade
    points: float
    sentence_chars: float
    long_share: float
    places: tuple[HardPlace, ...]


def measure(text: str, terms: Mapping[str, str] | None = None) -> Readability:
    """Measure a text as it is shown; an empty one is easy.

    Args:
        text: the answer or any text for citizens.
        terms: official words with what they mean; the shipped list when None.
    """
    terms = official_terms() if terms is None else terms
    sentences = [piece.strip() for piece in _SENTENCE_END.split(text) if piece.strip()]
    if not sentences:
        return Readability("easy", 0.0, 0.0, 0.0, ())
    lengths = [_length(sentence) for sentence in sentences]
    places = [place for sentence in sentences for place in _shape_places(sentence)]
    places += _term_places(text, sentences, terms)
    average = sum(lengths) / len(lengths)
    long_share = sum(length > LONGEST_SENTENCE for length in lengths) / len(lengths)
    clauses = [_length(clause) for s in sentences for clause in _clauses(s)]
    long_clauses = sum(length > LONGEST_CLAUSE for length in clauses) / max(1, len(clauses))
    strange = sum(place.reason == "official_term" for place in places) / len(sentences)
    points = max(0.0, average - 20) + 60 * long_share + 50 * long_clauses + 20 * strange
    return Readability(_grade(points), round(points, 1), average, long_share, tuple(places))


def reading_report(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Lines that say how plain some texts, given by name, are: counts, then each hard place."""
    measured = [(name, measure(text)) for name, text in texts]
    counts = Counter(reading.grade for _, reading in measured)
    lines = ["plain language: " + "  ".join(f"{g} {counts[g]}" for g in get_args(Grade))]
    lines += [
        f"  {name}: {reading.grade}, {place.reason}: {place.detail}"
        for name, reading in measured
        if reading.grade in ("hard", "too_hard")
        for place in reading.places
    ]
    return lines


@lru_cache
def official_terms(path: Path = TERMS_FILE) -> Mapping[str, str]:
    """The words of the office and what they mean in plain words."""
    terms: dict[str, str] = read_yaml(path.read_text(encoding="utf-8"))
    return terms


def _grade(points: float) -> Grade:
    return next((grade for bar, grade in _GRADES if points < bar), "too_hard")


def _length(text: str) -> int:
    return len(re.sub(r"\s|[，,。！？!?；;：:、]", "", _FIXED.sub(_SHORT_MARK * 2, text)))


def _clauses(sentence: str) -> list[str]:
    return [clause for clause in _CLAUSE_END.split(sentence) if clause.strip()]


def _shape_places(sentence: str) -> Iterator[HardPlace]:
    clauses = _clauses(sentence)
    if _length(sentence) > LONGEST_SENTENCE:
        yield HardPlace(sentence, "long_sentence", str(_length(sentence)))
    for clause in clauses:
        if _length(clause) > LONGEST_CLAUSE:
            yield HardPlace(sentence, "long_clause", clause.strip())
    if len(clauses) > MOST_CLAUSES:
        yield HardPlace(sentence, "too_many_clauses", str(len(clauses)))


def _term_places(text: str, sentences: list[str], terms: Mapping[str, str]) -> Iterator[HardPlace]:
    """Each official word once, where it first stands, unless the text explains it somewhere."""
    shown = re.sub(r"《[^》]*》", "", text)
    for term, plainer in terms.items():
        if term not in shown or re.search(re.escape(term) + _EXPLAINS, shown) or plainer in shown:
            continue
        first = next((sentence for sentence in sentences if term in sentence), sentences[0])
        yield HardPlace(first, "official_term", term, plainer)
