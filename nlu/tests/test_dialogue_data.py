"""The dialogue data itself: complete, within WeChat's limits, plain, and true to the contract."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
import validate
import yaml
from runtime.settings import NLU_ROOT

from tests.support.counter import FORM_FIELDS

MOST_BYTES = 1800  # bot/replies.py: a text WeChat accepts in one message
PLACEHOLDERS = {
    "kind number status hotline filled left labels label reasons hint due days region reason "
    "submitted_on count digits topic"
}


@cache
def domain() -> dict[str, Any]:
    merged: dict[str, Any] = {"responses": {}, "intents": [], "actions": [], "entities": []}
    for path in sorted((NLU_ROOT / "domain").glob("*.yml")):
        part = yaml.safe_load(path.read_text(encoding="utf-8"))
        merged["responses"].update(part.get("responses", {}))
        for name in ("intents", "actions", "entities"):
            merged[name] += part.get(name, [])
        merged.setdefault("forms", {}).update(part.get("forms", {}))
    return merged


def texts() -> list[tuple[str, str]]:
    return [(k, variant["text"]) for k, vs in domain()["responses"].items() for variant in vs]


def buttons() -> list[tuple[str, str, str]]:
    return [
        (key, button["title"], button["payload"].replace("{{", "{").replace("}}", "}"))
        for key, variants in domain()["responses"].items()
        for variant in variants
        for button in variant.get("buttons", [])
    ]


def test_data_is_valid() -> None:
    assert validate.find_faults() == []


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        ("The utterance 'utter_ask_registration_form_name' is not used in any story or rule.", 1),
        ("The utterance 'utter_ask_registration_form_nose' is not used in any story or rule.", 0),
        ("The utterance 'utter_orphan' is not used in any story or rule.", 0),
        ("The utterance 'utter_why_registration_form_x' is not used in any story or rule.", 1),
        ("The intent 'choose_policy' is listed in the domain file, but is not found in", 1),
        ("The intent 'lost' is listed in the domain file, but is not found in", 0),
        ("The example 'a' was found labeled with multiple different intents", 0),
    ],
)
def test_false_alarms_do_not_hide_real_ones(finding: str, expected: int) -> None:
    named = {"utter_why_registration_form_"}
    assert validate.is_expected(finding, {"name"}, named) is bool(expected)


def test_response_an_action_names_must_exist() -> None:
    assert validate.missing_responses({"utter_a", "utter_b", "utter_family_"}, {"utter_a"}) == [
        "utter_b"
    ]


def test_form_asks_the_fields_of_the_contract() -> None:
    assert domain()["forms"]["registration_form"]["required_slots"] == FORM_FIELDS


@pytest.mark.parametrize("field", FORM_FIELDS)
def test_every_field_is_asked_explained_and_justified(field: str) -> None:
    asked = f"utter_ask_registration_form_{field}"
    assert asked in domain()["responses"] or field == "confirm"
    for purpose in ("explain", "why"):
        assert f"utter_{purpose}_registration_form_{field}" in domain()["responses"]


def test_explanation_is_worded_differently() -> None:
    responses = domain()["responses"]
    for field in FORM_FIELDS[:-1]:
        asked = responses[f"utter_ask_registration_form_{field}"][0]["text"]
        assert asked != responses[f"utter_explain_registration_form_{field}"][0]["text"]


@pytest.mark.parametrize(("key", "text"), texts())
def test_wording(key: str, text: str) -> None:
    assert len(text.encode()) <= MOST_BYTES
    assert "你" not in text, "citizens are addressed as 您"
    assert "**" not in text and "http" not in text
    longest = max(re.split(r"[。！？；：，、\n“”（）]", text), key=len)
    assert len(longest) <= 24, longest
    assert set(re.findall(r"{(\w+)}", text)) <= set(*(p.split() for p in PLACEHOLDERS))


@pytest.mark.parametrize(("key", "title", "payload"), buttons())
def test_button(key: str, title: str, payload: str) -> None:
    assert payload.startswith("/")
    intent, _, entities = payload[1:].partition("{")
    assert intent in domain()["intents"]
    if entities:
        assert set(json.loads("{" + entities)) <= set(domain()["entities"])


def codes(field: str) -> list[str]:
    prefix = f"utter_ask_registration_form_{field}"
    return [json.loads(p.partition("/inform")[2])["answer"] for k, _, p in buttons() if k == prefix]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("education", "11 14 21 31 41 44 47 61 71 81 90"),
        ("health", "1 2 3 4 5"),
        ("disability_level", "1 2 3 4"),
        ("employment_status", "none employed business"),
        ("receives_pension", "yes no"),
        ("unemployment_reason", "10 21 22 23 24 31 32 33 40 50 60 70 90"),
        ("job_wish", "A B C D"),
        ("wants_training", "yes no"),
        (
            "groups",
            "low_income zero_employment disabled poverty_relief older long_unemployed veteran "
            "land_lost none",
        ),
    ],
)
def test_codes_of_the_data_standard(field: str, expected: str) -> None:
    assert codes(field) == expected.split()


def test_codes_are_those_the_records_office_knows() -> None:
    path = NLU_ROOT.parent / "backend" / "registrations" / "fields.yml"
    if not path.exists():
        pytest.skip("the records office is not part of this check-out")
    for field in yaml.safe_load(path.read_text(encoding="utf-8")):
        listed = [o for o in field.get("options") or [] if o.get("is_listed", True)]
        known = [str(option["code"]) for option in listed]
        if known and codes(field["key"]):
            assert codes(field["key"]) == known, field["key"]


@pytest.mark.parametrize("number", ["12356", "110", "120", "12333"])
def test_distress_names(number: str) -> None:
    assert number in domain()["responses"]["utter_distress"][0]["text"]
