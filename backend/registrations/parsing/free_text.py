"""Short free text: a former employer, a skill, a wished occupation."""

import re

from backend.registrations.parsing.plain import is_question, without_filler
from backend.registrations.parsing.result import Parsed, Problem, Value

LONGEST = 60
_NOTHING = re.compile(r"(?:都?没有?|无|没啥|啥都?不会|不会|没什么|没得|都不会)[的了呢啊]*")
_EMPTY = re.compile("嗯+|哦+|好的?|行|是的?|对|不是?|可以|随便|不知道|你猜|哈+|同意|不?要")
_WORD = re.compile(r"[^\W\d_]")


def parse_free_text(text: str, lead: str = "", *, may_be_none: bool = False) -> Parsed:
    """A short phrase without the words in front that `lead` (a pattern) matches.

    Args:
        may_be_none: 没有 is an answer of its own and becomes 无.
    """
    tidy = without_filler(text)
    if lead:
        rest = re.sub(rf"^(?:{lead})[:：,，\s]*", "", tidy).strip()
        tidy = rest if len(rest) >= 2 else tidy  # 会计 is an occupation, not 会 + 计
    if may_be_none and _NOTHING.fullmatch(tidy):
        return Value("无")
    if is_question(text):
        return Problem("text_is_question")
    if len(tidy) > LONGEST:
        return Problem("text_too_long")
    if (
        len(tidy) < 2
        or _EMPTY.fullmatch(tidy)
        or not _WORD.search(tidy)
        or _NOTHING.fullmatch(tidy)
    ):
        return Problem("text_too_short")
    if re.search(r"://|\[\[", tidy):
        return Problem("text_too_short")
    return Value(tidy)
