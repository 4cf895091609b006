"""Numbered choices: "2", "２", "②", "第二个" or the option's own words pick what was offered."""

import re
import unicodedata

_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "俩": 2}
_PICK = re.compile(
    r"(?:我?(?:选|要|回复)?第?)?\s*([0-9]{1,2}|[一二两俩三四五六七八九十])\s*(?:个|项|条|号)?"
)
_TAIL = re.compile(r"[\s。.．、,，!！吧啊呀的]+$")


def pick(text: str, choices: list[dict[str, str]]) -> str | None:
    """The payload of the choice `text` names, or None."""
    said = _TAIL.sub("", unicodedata.normalize("NFKC", text).strip())
    for choice in choices:
        if said and said == unicodedata.normalize("NFKC", choice["title"]):
            return choice["payload"]
    match = _PICK.fullmatch(said)
    if not match:
        return None
    number = _NUMERALS.get(match.group(1)) or int(match.group(1))
    numbered = [choice for choice in choices if "by_name_only" not in choice]
    return numbered[number - 1]["payload"] if 1 <= number <= len(numbered) else None
