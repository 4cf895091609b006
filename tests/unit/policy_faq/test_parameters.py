"""Locally set amounts: by region, by day, never guessed."""

from datetime import date
from pathlib import Path

import pytest

from policy_faq.entries import load_entries
from policy_faq.errors import ContentError
from policy_faq.parameters import (
    ASK_LOCALLY,
    Parameter,
    Parameters,
    Value,
    load_parameters,
    places_in,
)

DAY = date(2026, 11, 23)


def value(region: str, amount: str, since: str, until: str | None = None) -> Value:
    end = date.fromisoformat(until) if until else None
    return Value(region, amount, date.fromisoformat(since), end, "试政1号")


@pytest.fixture
def parameters() -> Parameters:
    values = (
        value("630000", "1", "2020-01-01"),
        value("630000", "2", "2026-01-01"),
        value("630100", "3", "2026-01-01", "2026-12-31"),
        value("630102", "4", "2027-01-01"),
    )
    return Parameters({"x": Parameter("x", "某标准", "元/月", values)})


@pytest.mark.parametrize(
    ("region", "on", "expected"),
    [
        ("630000", "2019-12-31", None), ("630000", "2025-12-31", "1"),
        ("630000", "2026-01-01", "2"),
        ("632800", "2026-06-01", "2"), ("630100", "2026-06-01", "3"), ("630102", "2026-12-31", "3"),
        ("630102", "2027-01-01", "4"), ("630103", "2027-01-01", "2"), ("110000", "2026-06-01", "2"),
    ],
)  # fmt: skip
def test_nearest_region_and_day(
    parameters: Parameters, region: str, on: str, expected: str | None
) -> None:
    found = parameters.value_for("x", region, date.fromisoformat(on))
    assert (found.value if found else None) == expected


def test_fill(parameters: Parameters) -> None:
    def fill(text: str) -> str:
        return parameters.fill(text, region="630000", on=DAY)

    assert fill("每月{{x}}。") == "每月2元/月（2026-01-01起，试政1号）。"
    assert fill("{{ x }}和{{lost}}") == f"2元/月（2026-01-01起，试政1号）和{ASK_LOCALLY}"
    assert fill("没有{x}的") == "没有{x}的"
    assert fill("{{}}") == ASK_LOCALLY
    assert places_in("{{x}}{{ y-1 }}{{x}}") == ["x", "y-1", "x"]


def test_a_later_amount_for_the_same_slot_takes_the_place(parameters: Parameters) -> None:
    more = parameters.with_values(
        [("x", value("630000", "9", "2026-01-01")), ("lost", value("630000", "8", "2026-01-01"))]
    )
    found = more.value_for("x", "630000", DAY)
    assert found and found.value == "9"
    assert "lost" not in more.by_id


def test_every_place_in_the_shipped_answers_is_a_parameter_and_says_who_uses_it() -> None:
    shipped = load_parameters()
    used = {(name, e.id) for e in load_entries() for name in places_in(e.answer)}
    assert len(used) >= 3
    assert used == {(p.id, entry_id) for p in shipped.by_id.values() for entry_id in p.entries}
    for entry in load_entries():
        said = shipped.filled(entry, region=entry.region, on=DAY)
        assert "{{" not in said.answer


@pytest.mark.parametrize(
    "text",
    [
        "- {id: a}",
        "just text",
        "- [",
        "- {id: a, label: b, unit: c}\n- {id: a, label: b, unit: c}",
        "- {id: a, label: b, unit: c, values: [{region: '1', value: 1, effective_on: x}]}",
    ],
)
def test_malformed_files_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "parameters.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"parameters\.yml"):
        load_parameters(path)


def test_no_file_no_parameters(tmp_path: Path) -> None:
    assert load_parameters(tmp_path / "none.yml").by_id == {}
