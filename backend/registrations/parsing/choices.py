"""One of several options, or several of them: by number, label, or what people say instead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backend.registrations.parsing.numerals import NUMERAL, number_of
from backend.registrations.parsing.plain import is_question, plain, without_filler
from backend.registrations.parsing.result import Choice, Parsed, Problem, Value

_ORDINAL = re.compile(rf"(?:选项?|选择|第|答案?是?)*\s*({NUMERAL})\s*(?:个|项|号|条|种)?")
_CIRCLED = {chr(0x2460 + i): str(i + 1) for i in range(20)}
_NEGATIONS = ("没有", "没", "不是", "不", "无", "非", "未")
_BETWEEN = re.compile(r"[\s,，、;；.。和及跟/+]+")


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; `is_listed` is False for one that is understood but not offered."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    is_listed: bool = True


def _as_choices(options: Sequence[Option]) -> tuple[Choice, ...]:
    return tuple(Choice(option.label, option.code) for option in options)


def _listed(options: Sequence[Option]) -> list[Option]:
    return [option for option in options if option.is_listed]


def _by_number(text: str, options: Sequence[Option]) -> Parsed | None:
    found = _ORDINAL.fullmatch(_CIRCLED.get(text, text))
    number = number_of(found[1]) if found else None
    if number is None:
        return None
    listed = _listed(options)
    if 1 <= number <= len(listed):
        return Value(listed[number - 1].code)
    return Problem("choice_out_of_range", {"count": str(len(listed))})


def _is_negated(text: str, at: int, word: str) -> bool:
    if word.startswith(_NEGATIONS):
        return False
    return text[max(at - 2, 0) : at].endswith(_NEGATIONS)


def _spans(text: str, options: Sequence[Option]) -> list[tuple[int, int, Option]]:
    """Where labels and synonyms stand in the text, except right after a negation."""
    spans = []
    for option in options:
        for word in {option.label, *option.synonyms}:
            at = text.find(word.lower())
            while at >= 0:
                if not _is_negated(text, at, word):
                    spans.append((at, at + len(word), option))
                at = text.find(word.lower(), at + 1)
    return spans


def _said(text: str, options: Sequence[Option]) -> list[Option]:
    """Options named in the text; a word inside a longer one does not count."""
    spans = _spans(text, options)
    kept = [
        option
        for start, end, option in spans
        if not any(
            (other_start <= start and end <= other_end and other_end - other_start > end - start)
            for other_start, other_end, _ in spans
        )
    ]
    return list(dict.fromkeys(kept))


def parse_choice(text: str, options: Sequence[Option]) -> Parsed:
    """Exactly one option."""
    tidy = without_filler(text).lower()
    by_number = _by_number(tidy, options) or _by_number(plain(text).lower(), options)
    if by_number:
        return by_number
    for option in options:
        if tidy in {option.label.lower(), *(word.lower() for word in option.synonyms)}:
            return Value(option.code)
    said = _said(plain(text).lower(), options)
    if len(said) == 1 and not (is_question(text) and len(tidy) > 12):
        return Value(said[0].code)
    if len(said) > 1:
        return Problem("choice_ambiguous", choices=_as_choices(said))
    return Problem("choice_unclear")


def parse_several(text: str, options: Sequence[Option], none_code: str = "none") -> Parsed:
    """Any number of options: "1 3", "13", names, or 没有 for none of them."""
    tidy = plain(text).lower()
    listed = _listed(options)
    tidy = "".join(f" {_CIRCLED[char]} " if char in _CIRCLED else char for char in tidy).strip()
    parts = [part for part in _BETWEEN.split(tidy) if part]
    if re.fullmatch(r"[1-9]{2,9}", tidy) and int(tidy) > len(listed):
        parts = list(tidy)
    chosen = [option.code for option in options if tidy in (option.label, *option.synonyms)]
    for part in [] if chosen else parts:
        one = _by_number(part, options)
        if isinstance(one, Problem):
            return one
        if one is None:
            chosen = [option.code for option in _said(tidy, options)]
            break
        chosen.append(str(one.value))
    chosen = list(dict.fromkeys(chosen))
    if len(chosen) > 1 and none_code in chosen:
        return Problem("choice_ambiguous", choices=_as_choices(listed))
    return Value(chosen) if chosen else Problem("choice_unclear")


_PARTICLES = "(?:的|了|呢|啊|呀|吧|哈|嘞|滴|着|哩|啦|嘛|个)*"
_AGREES = (
    "嗯+|好+|对+|是+|行+|中|成|可以|同意|愿意|确认|确定|没问题|没意见|没错|对头|要得|妥|接受|正确|当然"
    "|提交|需要|就是|就这样|ok|okay|yes|y|1"
)
# two words of agreement at most: 好是好 and 好吧我想想 are none
_YES = re.compile(
    rf"(?:我?(?:{_AGREES}){_PARTICLES}){{1,2}}|我?(?:要|想|有|会|能|可|得)(?:办|学|参加)?{_PARTICLES}"
)
_NO = re.compile(
    r"(?:不+|否|没有?|都没有?|都不|不是|不要|不用|不行|不想|不愿意?|不同意|不对|不可以|不需要|不能|不会|不中|不成|不提交"
    r"|不接受|不确认|没|没得|无|别|拒绝|算了|先不|暂时不|不着|no|nope|n|2|错了?|有错|不正确|还没有?|从来没有?|并没有)"
    r"(?:的|了|呢|啊|呀|吧|哈|要|用|行|想|办|是|对|提交|同意|愿意|需要|可以|这样|过|得|着|啦)*"
)
_POLITE = re.compile(
    r"谢谢[你您]?|麻烦[你您]?了?|多谢|请?开始吧?|办吧|登记吧|填吧|来吧|[你您]好|那"
)
YES_CODE, NO_CODE = "yes", "no"


def parse_yes_no(
    text: str, options: Sequence[Option] = (), problem: str = "yes_no_unclear"
) -> Parsed:
    """Yes or no in everyday words; `options` add words that mean one of them for this question."""
    tidy = without_filler(text).lower()
    whole = plain(text).lower()
    if whole in (YES_CODE, NO_CODE):
        return Value(whole)
    listed = _listed(options)
    number = _by_number(whole, listed) if listed else None
    if number:
        return number
    for form in (whole, tidy):
        parts = [part for part in _BETWEEN.split(form) if not _POLITE.fullmatch(part)]
        for pattern, code in ((_NO, NO_CODE), (_YES, YES_CODE)):
            if parts and all(pattern.fullmatch(part) for part in parts):
                return Value(code)
    named = _said(whole, options)
    if len(named) == 1 and not is_question(text):
        return Value(named[0].code)
    return Problem(problem)
