"""Numbers as they are said on the telephone: 12333, 80%, 3-6 个月, 2023-02-01 in Chinese words."""

import re
from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_SECTIONS = ("", "万", "亿", "万亿")
# digit by digit, 1 is said 幺: it is not taken for 七 on a bad line
_DIALLED = str.maketrans("0123456789", "零幺二三四五六七八九")
_NAMED = str.maketrans("0123456789", _DIGITS)
_NUMBER = r"\d+(?:\.\d+)?"
_TO = r"\s*(?:-|—|–|~|～|至|到)\s*"
_COUNTED = "个|年|天|次|倍|份|家|条|种|位|人|周|项|件|类|张|套|名|场|万|千|元|块|小时|口"


def _section(number: int) -> str:
    """Below ten thousand: 1 → 一, 305 → 三百零五."""
    words, skipped = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if skipped and words else "") + _DIGITS[digit] + _PLACES[place]
            skipped = False
        else:
            skipped = True
    return words


def number_words(number: str) -> str:
    """A plain number in words: 12 → 十二, 10500 → 一万零五百, 1.5 → 一点五."""
    whole, _, rest = number.partition(".")
    groups = re.findall(r"\d{1,4}", whole.lstrip("0")[::-1])
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        value = int(groups[place][::-1])
        is_gap = words and not words.endswith("零") and value < 1000
        words += "零" if is_gap else ""
        words += _section(value) + _SECTIONS[min(place, 3)] if value else ""
    words = re.sub(r"^一十", "十", words.rstrip("零")) or "零"
    return words + ("点" + rest.translate(_NAMED) if rest else "")


def _counted(number: str) -> str:
    """Before a measure word 2 is said 两."""
    return "两" if number == "2" else number_words(number)


def _date(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{year.translate(_NAMED)}年{number_words(month)}月{number_words(day)}日"


def _dialled(match: re.Match[str]) -> str:
    return match.group(1) + re.sub(r"\D", "，", match.group(2)).translate(_DIALLED)


def _percent(match: re.Match[str]) -> str:
    return f"百分之{number_words(match.group(1))}"


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
# in this order: what is surest first
_RULES: tuple[_Rule, ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"(?<=\d)[,，](?=\d{3}(?!\d))", lambda match: ""),
        (r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", _date),
        (r"(打\s*)(\d[\d-]*\d)", _dialled),
        (r"()(?<!\d)(0\d{2,3}-\d{7,8}|\d{7,}|123\d\d(?![\d元人万]))(?!\d)", _dialled),
        (
            r"(?<!\d)((?:19|20)\d\d)(?=\s*年(?!以上|以下|以内|之内|内|期))",
            lambda match: match.group(1).translate(_NAMED),
        ),
        (rf"(?<=\d){_TO}(?=\d)|(?<=[%％]){_TO}(?=\d)", lambda match: "到"),
        (rf"({_NUMBER})\s*[%％]", _percent),
        (
            r"(?<!\d)(\d{1,2})/(\d{1,2})(?!\d)",
            lambda match: f"{number_words(match[2])}分之{number_words(match[1])}",
        ),
        (
            rf"(?<![第\d])\s*({_NUMBER})(?=\s*(?:{_COUNTED}))",
            lambda match: _counted(match.group(1)),
        ),
        (rf"({_NUMBER})", lambda match: number_words(match.group(1))),
    )
)
_NEAR_NUMBER = re.compile(r"(?<=[一-鿿])[ \t]+(?=[\d])|(?<=[\d%％])[ \t]+(?=[一-鿿])")


def say_numbers(text: str) -> str:
    """Rewrite every number in a text as it is said; what is no number stays as it is."""
    text = _NEAR_NUMBER.sub("", text)
    for pattern, said in _RULES:
        text = pattern.sub(said, text)
    return text
