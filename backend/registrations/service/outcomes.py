"""What the service can answer: expected outcomes are return values, never errors."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from backend.eligibility.service import Decision
from backend.registrations.parsing.result import Choice

if TYPE_CHECKING:
    from backend.registrations.models import RegistrationDraft


@dataclass(frozen=True, slots=True)
class Accepted:
    """A value was stored. `cleared` fields no longer fit it and are asked again."""

    field: str
    label: str
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A value was not stored; `problem` names the reviewed sentence that says why."""

    field: str
    label: str
    problem: str
    values: dict[str, str] = dataclasses.field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Declined:
    """A clear no to the consent or to the final question."""

    field: str


Given = Accepted | Rejected | Declined


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft to fill; `is_new` is False when it was there before."""

    draft: "RegistrationDraft"
    is_new: bool


@dataclass(frozen=True, slots=True)
class AlreadyRegistered:
    """An active registration stands in the way. Another account's number is not given out."""

    is_own: bool
    kind: str
    status: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A registration on record; `due_on` is the last day to settle it, if the policy sets one."""

    number: str
    kind: str
    due_on: date | None
    due_is_provisional: bool
    is_correction: bool = False
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class NotQualified:
    """The facts allow no registration at all, or not the one the draft is for."""

    decision: Decision


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Fields still missing, the final yes ("confirm") among them."""

    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingToSubmit:
    """No draft and no active registration."""


@dataclass(frozen=True, slots=True)
class CannotCorrect:
    """Staff hold the registration; changes go through them."""

    number: str
    status: str


Submission = (
    Submitted | AlreadyRegistered | NotQualified | Incomplete | NothingToSubmit | CannotCorrect
)
