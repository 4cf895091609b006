"""One thing a gate found, in words for editors."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`gate` names the check (labels.yml), `entry_id` another entry it speaks of, if any."""

    gate: str
    severity: Severity
    message: str
    entry_id: str = ""
