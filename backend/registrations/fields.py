"""The ordered questions as data: which field comes when, how it is read, what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backend.core.errors import NotFound
from backend.registrations.parsing.choices import Option

_TABLE = Path(__file__).with_name("fields.yml")
CONSENT, CONFIRM = "consent", "confirm"
UNEMPLOYMENT, JOB_SEEKING = "unemployment", "job_seeking"
KINDS = (UNEMPLOYMENT, JOB_SEEKING)

Answers = Mapping[str, Any]
Conditions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One question: see the head of fields.yml for what each attribute means."""

    key: str
    code: str | None
    label: str
    type: str
    problem: str
    spoken: tuple[str, ...]
    lead: str
    may_be_none: bool
    may_be_any: bool
    kinds: tuple[str, ...]
    asked: tuple[Conditions, ...] | None
    required: tuple[Conditions, ...] | None
    options: tuple[Option, ...]

    def is_asked(self, answers: Answers) -> bool:
        """Whether these answers (with `kind` and `age` among them) call for the question."""
        return answers["kind"] in self.kinds and _holds(self.asked, answers)

    def is_required(self, answers: Answers) -> bool:
        """Whether it may not be skipped, given that it is asked."""
        return _holds(self.required, answers)

    def option_label(self, code: str) -> str:
        """The short label of an option code; the code itself if it is none of ours."""
        return next((option.label for option in self.options if option.code == code), code)


def _holds(alternatives: tuple[Conditions, ...] | None, answers: Answers) -> bool:
    """Whether one set of conditions is met; no sets given means always."""
    if alternatives is None:
        return True
    return any(all(_is_met(answers, *item) for item in one.items()) for one in alternatives)


def _is_met(answers: Answers, name: str, wanted: Any) -> bool:
    if name == "age_at_most":
        return answers.get("age") is not None and int(answers["age"]) <= int(wanted)
    return answers.get(name) in wanted


def _field(row: Mapping[str, Any]) -> Field:
    return Field(
        key=row["key"],
        code=row["code"],
        label=row["label"],
        type=row["type"],
        problem=row.get("problem", "yes_no_unclear"),
        spoken=tuple(map(str, row.get("spoken", ()))),
        lead=row.get("lead", ""),
        may_be_none=row.get("may_be_none", False),
        may_be_any=row.get("may_be_any", False),
        kinds=tuple(row.get("kinds", KINDS)),
        asked=tuple(row["asked"]) if "asked" in row else None,
        required=tuple(row["required"]) if "required" in row else None,
        options=tuple(
            Option(
                option["code"],
                option["label"],
                tuple(map(str, option.get("synonyms", ()))),
                option.get("is_listed", True),
            )
            for option in row.get("options", ())
        ),
    )


@lru_cache
def fields() -> Mapping[str, Field]:
    """Every question by key, in the order they are asked."""
    rows = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {row["key"]: _field(row) for row in rows}


def field_of(key: str) -> Field:
    """The question of that key. Raises NotFound."""
    try:
        return fields()[key]
    except KeyError as error:
        raise NotFound(f"no registration field {key}") from error


def field_named(text: str) -> Field | None:
    """The question a text speaks of (改一下手机号), by its key, label or spoken names."""
    if text in fields():
        return fields()[text]
    names = [
        (name, field)
        for field in fields().values()
        if field.key not in (CONSENT, CONFIRM)
        for name in (field.label, *field.spoken)
        if name in text
    ]
    return max(names, key=lambda pair: len(pair[0]))[1] if names else None
