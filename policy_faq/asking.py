"""Reading room: what one message asks: one question or several, on its own or after a topic.

People ask two things at once (失业登记去哪办？社保断了咋办？) and leave out what was just said
(那要带什么材料？). Both are settled here, before and around the search.
"""

import re
from dataclasses import dataclass
from datetime import date

from policy_faq.entries import WHOLE_PROVINCE, Entry
from policy_faq.search import PolicySearch, SearchResult

MOST_QUESTIONS = 3
_ASKS = re.compile(
    r"怎么|咋|什么|啥|多少|多久|多长|几[个天年次月]|哪|谁|为何|如何|是否|能否|可否|阿么|阿里|多会儿|几时"
    r"|(.)不\1|有没有|[吗么嘛哩呢俩没不]$"
)
_END = re.compile(r"(?<=[?？!！。；;\n])")
_COMMA = re.compile(r"[，,、 ]+")
_JOINT = re.compile(
    r"(?:另外|还有就是|还有一个|还有|再就是|再一个|顺便|再问一下|其次|第二)[，,：:、]?"
)
_EMPTY = re.compile(
    r"^[那这个是就真的假吗么对不能可以行成办怎咋样呢啊呀吧了您你请问谢谢麻烦帮我看说下一想知道，,。?？!！\s]*$"
)
_SHORTEST = 4
_LONGEST_LEANING = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """What to search for: who asks, when and where, and the entry talked about before."""

    on: date | None = None
    region: str = WHOLE_PROVINCE
    topic: Entry | None = None
    k: int = 3


def questions_in(text: str) -> list[str]:
    """The questions of one message, each with what was said before it; one when in doubt."""
    found: list[str] = []
    said = ""
    for part in _parts(text):
        said += part
        if _asks(part):
            found.append(said.strip())
            said = ""
    if said.strip() and found:
        found[-1] = f"{found[-1]}{said}".strip()
    return found[:MOST_QUESTIONS] if len(found) > 1 else [text]


def find(search: PolicySearch, text: str, asked: Asked) -> list[SearchResult]:
    """Find what answers a message: one result for each question in it that can be told apart.

    The message is taken apart only when every part finds something and at most one part has to be
    asked back; otherwise it is one question, searched as it stands.
    """
    parts = questions_in(text)
    if len(parts) > 1 and (several := _find_each(search, parts, asked)):
        return several
    return [_find_one(search, text, asked)]


def _find_each(search: PolicySearch, parts: list[str], asked: Asked) -> list[SearchResult]:
    found: list[SearchResult] = []
    topic = asked.topic
    for part in parts:
        result = _find_one(search, part, Asked(asked.on, asked.region, topic, asked.k))
        if result.decision == "none":
            return []
        topic = result.hits[0].entry
        if topic.id not in {earlier.hits[0].entry.id for earlier in found}:
            found.append(result)
    unsure = sum(result.decision == "choose" for result in found)
    return found if unsure <= 1 < len(found) or not unsure else []


def _find_one(search: PolicySearch, text: str, asked: Asked) -> SearchResult:
    result = search.search(text, k=asked.k, on=asked.on, region=asked.region)
    if asked.topic is None or len(text) > _LONGEST_LEANING:
        return result
    leans = search.leans(text)
    if result.decision != "none" and not leans:
        return result
    wider = search.search(
        f"{search.subject(asked.topic)}{text}", k=asked.k, on=asked.on, region=asked.region
    )
    return wider if wider.decision == "answer" or (leans and wider.hits) else result


def _parts(text: str) -> list[str]:
    """Sentences; cut further at 还有 and at commas where both sides ask something."""
    found: list[str] = []
    for sentence in filter(str.strip, _END.split(text)):
        for joined in filter(str.strip, _JOINT.split(sentence)):
            pieces = [piece for piece in _COMMA.split(joined) if piece]
            both_ask = len(pieces) > 1 and all(map(_asks, pieces[-2:]))
            found += [*_background(pieces[:-2]), *pieces[-2:]] if both_ask else [joined]
    return found


def _background(pieces: list[str]) -> list[str]:
    return ["，".join(pieces) + "，"] if pieces else []


def _asks(part: str) -> bool:
    """Whether a part asks something by itself; 是真的吗 or 怎么办 alone add nothing."""
    tidy = part.strip(" \t\n，,。.?？!！；;、")
    if len(tidy) < _SHORTEST or _EMPTY.match(tidy):
        return False
    return part.rstrip().endswith(("?", "？")) or bool(_ASKS.search(tidy))
