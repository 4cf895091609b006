"""Finding facts in a message that tells several things at once.

我叫张三，身份证[[id:…]]，电话[[phone:…]]，大专 gives four of them. Only plain signs count
(a token, 我叫, 户口在…); everything else is left for the question that was asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from backend.registrations.fields import Answers, field_of
from backend.registrations.parsing.answer import parse_answer
from backend.registrations.parsing.dates import find_date
from backend.registrations.parsing.result import Value

TOKEN = re.compile(r"\[\[(id|phone|card):([0-9a-f]{16})\]\]")
_FIELD_OF_TOKEN = {"id": "id_number", "phone": "phone"}
_CLAUSE = re.compile(r"[，,。;；!！\n]+|(?<![A-Za-z])\s+(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fragment that answers a field. A strong one may replace an earlier answer."""

    field: str
    fragment: str
    is_strong: bool = True
    token_kind: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts found, and what of the text is left for the question that was asked."""

    facts: tuple[Fact, ...]
    rest: str


_NAME = re.compile(r"(?:我叫|我的?名字[是叫]?|姓名|名字[是叫]|本人叫)[:：是\s]*")
_EDUCATION = re.compile(r"学历|文化程度|文化水平|毕业于|毕业$|毕业的$")
_HUKOU = re.compile(r"(?:户口|户籍|老家)(?:所在地|地址)?[是在:：\s]*")
_RESIDENCE = re.compile(r"(?:现在?住在?|住在|常住地?|居住地?|住址|现住址|人在)[是在:：\s]*")
_LOST_WORK = re.compile(
    r"失业|离职|辞职|被?辞退|被裁|裁员|下岗|没工作|不干了|到期|倒闭|破产|开除|解聘|释放|退伍|退役"
)
_REASON = re.compile(
    r"辞职|辞退|裁员|被裁|开除|倒闭|破产|合同到期|刚毕业|退役|退伍|刑满|征地|土地被征|店关了|不续签|公益"
)
_EMPLOYER = re.compile(r"^(?:原(?:来|工作)?的?(?:工作)?单位|以前的?单位|公司)(?:是|叫|:|：)")
_WAGE = re.compile(r"工资|月薪|薪资|待遇")
_VAGUE = re.compile(r"其他|其它|别的|第?[\d一二三四五六七八九十]+个?")
_NO_SIGN = re.compile(r"怎么|咋|多少钱|[?？]|吗$|能不能|可以领")


def _of_tokens(text: str) -> Iterator[Fact]:
    for kind, token in TOKEN.findall(text):
        if kind in _FIELD_OF_TOKEN:
            yield Fact(_FIELD_OF_TOKEN[kind], token, token_kind=kind)


def _is_value(key: str, fragment: str, today: date) -> bool:
    return isinstance(parse_answer(field_of(key), fragment, today), Value)


def _of_clause(clause: str, today: date) -> Iterator[Fact]:
    """Facts a clause states by its own words."""
    if _NO_SIGN.search(clause):
        return
    if (lead := _NAME.search(clause)) and _is_value("name", clause[lead.end() :], today):
        yield Fact("name", clause[lead.end() :])
    yield from _of_places(clause, today)
    yield from _of_education(clause, today)
    yield from _of_lost_work(clause, today)
    has_amount = _WAGE.search(clause) and re.search(r"[\d一二三四五六七八九十百千万]", clause)
    if has_amount and _is_value("wanted_wage", clause, today):
        yield Fact("wanted_wage", clause, is_strong=False)


def _of_places(clause: str, today: date) -> Iterator[Fact]:
    """户口在互助县现在住西宁城东 names two places."""
    lives = _RESIDENCE.search(clause)
    if lead := _HUKOU.search(clause):
        end = lives.start() if lives and lives.start() > lead.end() else len(clause)
        fragment = clause[lead.end() : end]
        if _is_value("hukou_region", fragment, today):
            yield Fact("hukou_region", fragment)
    if lives and _is_value("residence_region", clause[lives.end() :], today):
        yield Fact("residence_region", clause[lives.end() :])


def _of_education(clause: str, today: date) -> Iterator[Fact]:
    is_short = len(clause) <= 6
    if not (is_short or _EDUCATION.search(clause)) or _VAGUE.fullmatch(clause):
        return
    if _is_value("education", clause, today):
        yield Fact("education", clause, is_strong=not is_short)


def _of_lost_work(clause: str, today: date) -> Iterator[Fact]:
    if _LOST_WORK.search(clause) and isinstance(find_date(clause, today), date):
        yield Fact("unemployed_on", clause, is_strong=False)
    if _REASON.search(clause) and _is_value("unemployment_reason", clause, today):
        yield Fact("unemployment_reason", clause, is_strong=False)
    if lead := _EMPLOYER.search(clause):
        yield Fact("former_employer", clause[lead.end() :], is_strong=False)


def _beside_reason(clause: str, asked: str, today: date) -> Iterator[Fact]:
    """自己辞职的，上个月15号: a bare date beside the reason is the day work was lost."""
    is_short = len(clause) <= 12
    if asked == "unemployment_reason" and is_short and _is_value("unemployed_on", clause, today):
        yield Fact("unemployed_on", clause, is_strong=False)


def _is_welcome(fact: Fact, asked: str, answers: Answers) -> bool:
    """Whether a fact that was not asked for may be taken."""
    if fact.field == asked:
        return True
    if not field_of(fact.field).is_asked(answers) and fact.field != "former_employer":
        return False
    return fact.is_strong or answers.get(fact.field) is None


def read_message(text: str, asked: str, answers: Answers, today: date) -> Reading:
    """The facts a message holds beside, or as, the answer to the question `asked`."""
    facts = {fact.field: fact for fact in _of_tokens(text)}
    rest = []
    for clause in _CLAUSE.split(TOKEN.sub(" ", text)):
        facts_here = [*_of_clause(clause, today), *_beside_reason(clause, asked, today)]
        found = [fact for fact in facts_here if _is_welcome(fact, asked, answers)]
        own = [fact for fact in found if fact.field == asked]
        # a clause that answers the question asked is left to that question
        others = [fact for fact in found if fact.field != asked]
        facts |= {fact.field: fact for fact in others if fact.field not in facts}
        if clause.strip() and (own or not others or _may_be_both(others, asked)):
            rest.append(clause.strip())
    return Reading(tuple(facts.values()), "，".join(rest))


def _may_be_both(others: list[Fact], asked: str) -> bool:
    """上个月被裁员 gives the date and the reason at once."""
    pair = {"unemployed_on", "unemployment_reason"}
    return asked in pair and {fact.field for fact in others} <= pair
