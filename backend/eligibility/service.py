"""Decide which registration a person may have, from what they told us, with the rule behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from backend.eligibility.retirement import may_have_retired

_TABLE = Path(__file__).with_name("rules.yml")
WORKING_AGE = 16  # N-REG-03: 年满16周岁（含）

Kind = Literal["unemployment", "job_seeking", "none"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person; None means not known yet."""

    born_on: date | None = None
    sex: str | None = None
    receives_pension: bool | None = None
    is_able: bool | None = None
    wishes_to_work: bool | None = None
    employment_status: str | None = None
    is_in_region: bool | None = None
    unemployment_reason: str | None = None
    graduated_on: date | None = None
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for the person, its code, and the rule it rests on."""

    code: str
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The registration open to someone, why, and next steps worth telling."""

    kind: Kind
    reasons: tuple[Reason, ...]
    hints: tuple[Reason, ...]


@lru_cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return table


def age_on(born_on: date, day: date) -> int:
    """Full years on that day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _known(facts: Facts, today: date) -> Mapping[str, object]:
    is_of_age = None if facts.born_on is None else age_on(facts.born_on, today) >= WORKING_AGE
    return {
        "is_of_age": is_of_age,
        "receives_pension": facts.receives_pension,
        "is_able": facts.is_able,
        "wishes_to_work": facts.wishes_to_work,
        "employment_status": facts.employment_status,
        "is_in_region": facts.is_in_region,
    }


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(row["code"], row["sentence"], row["rule"])


def _is_met(when: Mapping[str, object], known: Mapping[str, object]) -> bool:
    return all(known[name] is not None and known[name] == wanted for name, wanted in when.items())


def decide(facts: Facts, today: date) -> Decision:
    """The registration that these facts allow (N-REG-03; the table is rules.yml).

    Unknown facts never turn anyone away. Every row that is met is a reason; the first one sets
    the kind. Groups and age only add hints (青人社厅发〔2023〕9号 六-1; N-GEN-03).
    """
    table, known = _table(), _known(facts, today)
    met = [row for row in table["rows"] if _is_met(row["when"], known)]
    if met and met[0]["kind"] == "none":
        met = met[:1]
    kind: Kind = met[0]["kind"] if met else table["otherwise"]["kind"]
    codes = [code for row in met for code in row["hints"]]
    if kind == "unemployment":
        codes += _hint_codes(facts, today)
    hints = tuple(_reason({"code": code, **table["hints"][code]}) for code in dict.fromkeys(codes))
    return Decision(kind, tuple(map(_reason, met or [table["otherwise"]])), hints)


def _hint_codes(facts: Facts, today: date) -> list[str]:
    codes = []
    if facts.born_on and facts.sex and may_have_retired(facts.sex, facts.born_on, today):
        codes.append("near_retirement")
    if set(facts.groups) & set(_table()["hardship_groups"]):
        codes.append("hardship")
    if facts.unemployment_reason == "24":
        codes.append("resigned")
    if facts.graduated_on and (today - facts.graduated_on).days <= 730:
        codes.append("graduate")
    return codes
