"""The decision table of the registration data standard §6, row by row."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

import backend.eligibility.service as eligibility
import policy_faq
from backend.eligibility.service import Facts, decide

TODAY = date(2026, 11, 23)
QUALIFIED = Facts(
    born_on=date(1990, 3, 7),
    sex="1",
    receives_pension=False,
    is_able=True,
    wishes_to_work=True,
    employment_status="none",
    is_in_region=True,
    unemployment_reason="21",
)


def _codes(facts: Facts) -> list[str]:
    return [reason.code for reason in decide(facts, TODAY).reasons]


def test_all_conditions_met_is_unemployment_registration() -> None:
    decision = decide(QUALIFIED, TODAY)
    assert decision.kind == "unemployment"
    assert [reason.code for reason in decision.reasons] == ["qualified"]
    assert decision.hints == ()


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [
        ({"born_on": date(2011, 1, 1)}, "none", "under_sixteen"),
        ({"receives_pension": True}, "job_seeking", "receives_pension"),
        ({"is_able": False}, "job_seeking", "unable_to_work"),
        ({"wishes_to_work": False}, "job_seeking", "no_wish"),
        ({"employment_status": "employed"}, "job_seeking", "employed"),
        ({"employment_status": "business"}, "job_seeking", "running_business"),
        ({"is_in_region": False}, "job_seeking", "outside_qinghai"),
    ],
)
def test_each_condition_alone(change: dict[str, object], kind: str, code: str) -> None:
    decision = decide(replace(QUALIFIED, **change), TODAY)  # type: ignore[arg-type]
    assert decision.kind == kind
    assert [reason.code for reason in decision.reasons] == [code]


def test_sixteen_begins_on_the_birthday() -> None:
    assert decide(replace(QUALIFIED, born_on=date(2010, 11, 23)), TODAY).kind == "unemployment"
    assert decide(replace(QUALIFIED, born_on=date(2010, 11, 24)), TODAY).kind == "none"


def test_unknown_facts_turn_nobody_away() -> None:
    assert decide(Facts(), TODAY).kind == "unemployment"


def test_every_reason_is_told_but_childhood_ends_the_list() -> None:
    several = replace(QUALIFIED, receives_pension=True, employment_status="employed")
    assert _codes(several) == ["receives_pension", "employed"]
    assert _codes(replace(several, born_on=date(2012, 1, 1))) == ["under_sixteen"]


def test_age_alone_never_refuses_it_only_hints() -> None:
    decision = decide(replace(QUALIFIED, born_on=date(1960, 1, 1)), TODAY)
    assert decision.kind == "unemployment"
    assert [hint.code for hint in decision.hints] == ["near_retirement"]


def test_a_woman_is_hinted_at_the_earlier_of_both_ages() -> None:
    born_1976 = replace(QUALIFIED, sex="2", born_on=date(1975, 1, 1))
    assert [hint.code for hint in decide(born_1976, TODAY).hints] == ["near_retirement"]


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ({"groups": ("low_income",)}, "hardship"),
        ({"unemployment_reason": "24"}, "resigned"),
        ({"graduated_on": date(2025, 6, 30)}, "graduate"),
    ],
)
def test_next_steps_of_those_who_qualify(change: dict[str, object], hint: str) -> None:
    decision = decide(replace(QUALIFIED, **change), TODAY)  # type: ignore[arg-type]
    assert decision.kind == "unemployment"
    assert [one.code for one in decision.hints] == [hint]


@pytest.mark.parametrize("groups", [("veteran",), ("none",), ()])
def test_other_groups_give_no_hardship_hint(groups: tuple[str, ...]) -> None:
    assert decide(replace(QUALIFIED, groups=groups), TODAY).hints == ()


def test_next_steps_of_those_who_do_not() -> None:
    hints = {
        "is_able": ["social_assistance"],
        "is_in_region": ["national_entry"],
    }
    for name, codes in hints.items():
        decision = decide(replace(QUALIFIED, **{name: False}), TODAY)  # type: ignore[arg-type]
        assert [hint.code for hint in decision.hints] == codes


def _table() -> dict[str, object]:
    path = Path(eligibility.__file__).with_name("rules.yml")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_every_row_rests_on_a_rule_of_the_register() -> None:
    path = Path(policy_faq.__file__).parent / "documents" / "rules.yml"
    register = {rule["id"] for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]}
    table = _table()
    cited = [row["rule"] for row in table["rows"]]  # type: ignore[index, attr-defined]
    cited += [hint["rule"] for hint in table["hints"].values()]  # type: ignore[attr-defined]
    assert set(cited) <= register


def test_sentences_are_plain_and_promise_nothing() -> None:
    table = _table()
    sentences = [row["sentence"] for row in table["rows"]]  # type: ignore[index, attr-defined]
    sentences += [hint["sentence"] for hint in table["hints"].values()]  # type: ignore[attr-defined]
    for sentence in sentences:
        assert len(sentence.encode()) <= 300
        assert sentence.endswith("。")
        for word in ("保证", "一定能", "肯定", "必须有离职证明"):
            assert word not in sentence


def test_hints_and_rows_refer_to_existing_hints() -> None:
    table = _table()
    for row in table["rows"]:  # type: ignore[attr-defined]
        assert set(row["hints"]) <= set(table["hints"])  # type: ignore[call-overload]
