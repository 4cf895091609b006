"""What actions say exists in the dialogue's domain, with the variables they give it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import actions
import backend.registrations
from backend.registrations.fields import fields

ROOT = Path(actions.__file__).parents[1]
ACTIONS = Path(actions.__file__).parent
REGISTRATIONS = Path(backend.registrations.__file__).parent
# variables of a problem sentence beside {label} and {hotline}
VARIABLES = {
    "id_number_length": {"digits"},
    "phone_length": {"digits"},
    "choice_out_of_range": {"count"},
    "region_needs_county": {"region"},
}


def _responses() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((ROOT / "nlu" / "domain").glob("*.yml")):
        part = yaml.safe_load(path.read_text(encoding="utf-8"))
        found |= part.get("responses") or {}
    return found


RESPONSES = _responses()


def _sources(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        yield path.read_text(encoding="utf-8")


def _problem_codes() -> set[str]:
    codes = {field.problem for field in fields().values()}
    for source in _sources(REGISTRATIONS):
        codes |= set(re.findall(r'(?:Problem|Contradiction)\(\s*"([a-z0-9_]+)"', source))
        for line in re.findall(r"Problem\(.*\bif\b.*", source):
            codes |= set(re.findall(r'"((?:region|choice)_[a-z_]+)"', line))
    return codes | {"number_expired"}


def _keys() -> set[str]:
    keys = {f"utter_invalid_{code}" for code in _problem_codes()}
    for source in _sources(ACTIONS):
        keys |= set(re.findall(r'"(utter_[a-z_]+[a-z])"', source))
    for key in fields():
        keys |= {f"utter_{kind}_registration_form_{key}" for kind in ("explain", "why")}
        if key != "confirm":
            keys.add(f"utter_ask_registration_form_{key}")
    states = ("submitted", "in_review", "approved", "returned", "rejected", "cancelled")
    return keys | {f"utter_registration_status_{state}" for state in (*states, "job_seeking")}


@pytest.mark.parametrize("key", sorted(_keys()))
def test_every_response_exists_and_says_something(key: str) -> None:
    assert key in RESPONSES
    assert all(variant["text"].strip() for variant in RESPONSES[key])


@pytest.mark.parametrize("code", sorted(_problem_codes()))
def test_problem_sentences_use_only_variables_they_are_given(code: str) -> None:
    given = {"label", "hotline"} | VARIABLES.get(code, set())
    for variant in RESPONSES[f"utter_invalid_{code}"]:
        assert set(re.findall(r"\{(\w+)\}", variant["text"])) <= given


@pytest.mark.parametrize(
    "key", [field.key for field in fields().values() if field.options and field.key != "confirm"]
)
def test_numbered_buttons_stand_in_the_order_digits_are_read(key: str) -> None:
    """A typed digit is a position: the buttons of a question must follow its options."""
    (question,) = RESPONSES[f"utter_ask_registration_form_{key}"]
    # Rasa fills templates, so braces of a payload are doubled in the domain
    pressed = [
        code
        for button in question["buttons"]
        for code in re.findall(r'"answer": ?"(\w+)"', button["payload"])
    ]
    assert pressed == [option.code for option in fields()[key].options if option.is_listed]


def test_the_consent_is_answered_by_yes_and_no() -> None:
    (question,) = RESPONSES["utter_ask_registration_form_consent"]
    assert [button["payload"] for button in question["buttons"]] == ["/affirm", "/deny"]
