"""What hotline staff read aloud: an entry as short spoken sentences, made by rule, never written.

Nothing is added to what was reviewed but where it comes from; nothing is left out but what cannot
be said (document numbers, addresses of pages).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from backend.policies.spoken_numbers import say_numbers
from policy_faq.citations import Citation
from policy_faq.entries import Entry

LONGEST_BREATH = 25
_MOST_SOURCES = 2
_OUT_OF_FORCE = "先说明一下，这一条依据的文件已经失效，下面只作参考。"
_LOCALLY_SET = "各地标准不一样，数字以当地公布的为准。"
_END = re.compile(r"(?<=[。！？!?；;])|\n+")
_COMMA = re.compile(r"(?<=[，,：:])")
_PAUSE = re.compile(r"(?<=、)")
_LIST_MARK = re.compile(
    r"^\s*(?:[-•·*]\s*|[（(]?(\d{1,2}|[一二三四五六七八九十]{1,3})[）)、.．]\s*)"
)
_UNSAYABLE = re.compile(r"https?://[\x21-\x7e]+|[（(][^（）()]*〔[^（）()]*[）)]")
_DOCUMENT_NUMBER = re.compile(r"(?:(?:青|国|人社|劳社|财)[一-鿿]{0,7})?〔\d{4}〕\d+号(?:文件)?")
_ASIDE = re.compile(r"[（(]([^（）()]+)[）)]")
_REPLY = re.compile(r"(?:直接)?回复(?=[“「])")
_CALL_US = re.compile(r"(?:拨打|打)\s*12333")
_GAP = re.compile(r"(?<=[一-鿿，、])[ \t]+(?=[一-鿿])")
_SHORT_ASIDE = 3
_MARKS = "，,：:。！？!?；;、 "


@dataclass(frozen=True, slots=True)
class Script:
    """Lines to read aloud, a breath each; `asks_us`: the next step sends the caller to 12333."""

    lines: tuple[str, ...]
    asks_us: bool

    @property
    def text(self) -> str:
        """The whole script, one breath a line."""
        return "\n".join(self.lines)


def script_of(entry: Entry, *, on: date) -> Script:
    """The script of an answer: what holds, the next step, and what it rests on.

    Args:
        entry: as it is said to the caller, amounts filled in.
        on: the day of the call; sources out of force that day are said first.
    """
    lines: list[str] = []
    if any(not citation.is_in_force(on) for citation in entry.citations):
        lines += _breaths(_OUT_OF_FORCE)
    lines += [line for sentence in _sentences(entry.answer) for line in _breaths(sentence)]
    if entry.locally_set and "各地" not in entry.answer:
        lines += _breaths(_LOCALLY_SET)
    lines += [line for step in _sentences(f"下一步，{entry.next_step}") for line in _breaths(step)]
    lines += [f"依据是{source}。" for source in _sources(entry.citations, on)]
    return Script(tuple(lines), bool(_CALL_US.search(entry.next_step)))


def materials_of(entry: Entry) -> tuple[str, ...]:
    """The documents to bring: those the entry names, or the list lines of an answer about them."""
    if entry.materials or "材料" not in entry.question:
        return entry.materials
    lines = [line.strip() for line in entry.answer.split("\n")]
    marked = [_LIST_MARK.sub("", line).rstrip("；;。") for line in lines if _LIST_MARK.match(line)]
    return tuple(filter(None, marked))


def _sentences(text: str) -> Iterator[str]:
    """The sentences as they are said, each with its ending mark."""
    for raw in _END.split(text):
        if said := _sayable(raw):
            yield said


def _sayable(raw: str) -> str:
    text = _DOCUMENT_NUMBER.sub("文件", _UNSAYABLE.sub("", raw))
    marked = _LIST_MARK.match(text)
    if marked:
        number = marked.group(1)
        text = (f"第{number}，" if number else "") + text[marked.end() :]
    text = _ASIDE.sub(_aside, text).replace("**", "")
    text = _REPLY.sub("在微信公众号里发", text)
    text = _CALL_US.sub("打我们热线", text)
    text = _GAP.sub("", re.sub(r"[，,]{2,}", "，", say_numbers(text))).strip()
    text = re.sub(r"[，,：:；;]+$", "", text)
    if not text.strip(_MARKS):
        return ""
    return text if text[-1] in "。！？!?" else f"{text}。"


def _aside(match: re.Match[str]) -> str:
    """What stands in brackets is said between commas, a word or two like one more of a list."""
    if len(match.group(1)) <= _SHORT_ASIDE and not set(match.group(1)) & set(_MARKS):
        return f"、{match.group(1)}"
    ending = match.string[match.end() : match.end() + 1]
    return f"，{match.group(1)}" + ("" if not ending or ending in _MARKS else "，")


def _breaths(sentence: str) -> list[str]:
    """A sentence cut at its commas into lines of at most a breath, where there are commas."""
    lines = _packed(_COMMA.split(sentence))
    return [line for packed in lines for line in _at_pauses(packed)]


def _at_pauses(line: str) -> Iterable[str]:
    return [line] if len(line) <= LONGEST_BREATH + 1 else _packed(_PAUSE.split(line))


def _packed(pieces: Iterable[str]) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if not piece:
            continue
        is_open = bool(lines) and not _is_inside(lines[-1])
        # the ending mark takes no breath
        if lines and (not is_open or len(lines[-1]) + len(piece) <= LONGEST_BREATH + 1):
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines


def _is_inside(text: str) -> bool:
    """Whether a text ends inside 《》 or “”, which are not torn apart."""
    return text.count("《") > text.count("》") or text.count("“") > text.count("”")


def _sources(citations: Iterable[Citation], on: date) -> list[str]:
    """Title and clause of the first sources in force, each text once."""
    said: dict[str, list[str]] = {}
    for citation in sorted(citations, key=lambda citation: not citation.is_in_force(on)):
        places = said.setdefault(citation.title.strip("《》"), [])
        place = say_numbers(_ASIDE.sub("", citation.clause or ""))
        if place and place not in places:
            places.append(place)
    first = list(said.items())[:_MOST_SOURCES]
    return [f"《{title}》{'、'.join(places)}" for title, places in first]
