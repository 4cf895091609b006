"""What reading an answer can come to: a value, or a problem with a reviewed sentence behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Stored = str | list[str]


@dataclass(frozen=True, slots=True)
class Value:
    """A readable answer. `text` keeps the person's own words where the record wants them."""

    value: Stored
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer, offered as a button: its title and the code it stands for."""

    title: str
    code: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken: a code (utter_invalid_<code>), its variables, choices."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


Parsed = Value | Problem
