"""Short free text: a former employer, a skill, a wished occupation."""

import re

from backend.registrations.parsing.plain import is_question, plain, without_filler
from backend.registrations.parsing.result import Parsed, Problem, Value

LONGEST = 60
_NOTHING = re.compile(r"(?:都?没有?|无|没啥|啥都?不会|不会|没什么|没得|都不会)[的了呢啊]*")
_EMPTY = re.compile("嗯+|哦+|好的?|行|是的?|对|不是?|可以|随便|不知道|你猜|哈+|同意|不?要")
_ANY = re.compile(
    "(?:随便|什么都|啥都|干啥都|做什么都|干什么都|都)?(?:随便|都?行|都?可以|都?好|不限|无所谓|不挑|能干)[的吧啊呢]*"
)
_WORD = re.compile(r"[^\W\d_]")


def parse_free_text(
    text: str, lead: str = "", *, may_be_none: bool = False, may_be_any: bool = False
) -> Parsed:
    """A short phrase without the words in front that `lead` (a pattern) matches.

    Args:
        may_be_none: 没有 is an answer of its own and becomes 无.
        may_be_any: 随便 is an answer of its own and becomes 都行.
    """
    tidy = without_filler(text)
    if lead:
        rest = re.sub(rf"^(?:{lead})[:：,，\s]*", "", tidy).strip()
        tidy = rest if len(rest) >= 2 else tidy  # 会计 is an occupation, not 会 + 计
    if may_be_none and _NOTHING.fullmatch(tidy):
        return Value("无")
    if may_be_any and _ANY.fullmatch(plain(text)):
        return Value("都行")
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
    if re.search(r"://|\[\[|^[不没别]", tidy):
        return Problem("text_too_short")
    return Value(tidy)
