"""Reading room: amounts each place sets for itself, by region and day, never guessed.

In an answer `{{parameter-id}}` stands for the value; where none is known the reader is told to ask.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from policy_faq.entries import WHOLE_PROVINCE, Entry
from policy_faq.errors import ContentError
from policy_faq.search import SearchResult
from policy_faq.yaml_files import YamlError, read_yaml

PARAMETERS_FILE = Path(__file__).with_name("parameters.yml")
ASK_LOCALLY = "由当地规定，请拨打12333核实"
_PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_-]*)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Value:
    """An amount in force in a region (six digits) from one day to another, and where it stands."""

    region: str
    value: str
    effective_on: date
    expires_on: date | None
    source: str

    def applies(self, on: date) -> bool:
        """Whether the amount is in force on a day."""
        return self.effective_on <= on and (self.expires_on is None or on <= self.expires_on)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is set locally: its name and unit as printed, the amounts known, who uses it."""

    id: str
    label: str
    unit: str
    values: tuple[Value, ...] = ()
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters by id. Immutable, so it may be shared by threads."""

    by_id: Mapping[str, Parameter] = field(default_factory=dict)

    def value_for(self, parameter_id: str, region: str, on: date) -> Value | None:
        """The amount for someone of a region on a day, nearest region first; None: not known."""
        parameter = self.by_id.get(parameter_id)
        standing = [value for value in parameter.values if value.applies(on)] if parameter else []
        for wanted in (region, f"{region[:4]}00", WHOLE_PROVINCE):
            if own := [value for value in standing if value.region == wanted]:
                return max(own, key=lambda value: value.effective_on)
        return None

    def fill(self, text: str, *, region: str, on: date) -> str:
        """The text with amounts, their unit and source in place, or what to do where none is."""

        def said(place: re.Match[str]) -> str:
            value = self.value_for(place[1], region, on)
            if value is None:
                return ASK_LOCALLY
            since = f"{value.effective_on:%Y-%m-%d}起"
            return f"{value.value}{self.by_id[place[1]].unit}（{since}，{value.source}）"

        return _PLACE.sub(said, text)

    def filled(self, entry: Entry, *, region: str, on: date) -> Entry:
        """The entry as it is said to someone of a region on a day."""
        if "{{" not in entry.answer:
            return entry
        return replace(entry, answer=self.fill(entry.answer, region=region, on=on))

    def told(self, result: SearchResult, *, region: str, on: date) -> SearchResult:
        """The result with its entries as they are said to someone of a region on a day."""
        hits = tuple(
            replace(hit, entry=self.filled(hit.entry, region=region, on=on)) for hit in result.hits
        )
        return replace(result, hits=hits)

    def with_values(self, more: Iterable[tuple[str, Value]]) -> "Parameters":
        """These and more amounts; one for the same region and first day takes the old one's place.

        Amounts of parameters nobody knows are left out.
        """
        by_id = dict(self.by_id)
        for parameter_id, value in more:
            if parameter := by_id.get(parameter_id):
                kept = [v for v in parameter.values if _slot(v) != _slot(value)]
                by_id[parameter_id] = replace(parameter, values=(*kept, value))
        return Parameters(by_id)


def places_in(text: str) -> list[str]:
    """The ids of the parameters a text has places for, in order, doubles included."""
    return _PLACE.findall(text)


def load_parameters(path: Path = PARAMETERS_FILE) -> Parameters:
    """Read the parameters; a file that is not there holds none. Raises ContentError."""
    if not path.exists():
        return Parameters()
    try:
        items = read_yaml(path.read_text(encoding="utf-8")) or []
        read = [_read(item) for item in items]
    except (YamlError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ContentError([f"{path.name}: {error!r}"]) from error
    if len({parameter.id for parameter in read}) < len(read):
        raise ContentError([f"{path.name}: a parameter appears twice"])
    return Parameters({parameter.id: parameter for parameter in read})


def _slot(value: Value) -> tuple[str, date]:
    return value.region, value.effective_on


def _read(item: dict[str, Any]) -> Parameter:
    values = tuple(
        Value(
            region=str(value["region"]),
            value=str(value["value"]),
            effective_on=_day(value["effective_on"]),
            expires_on=_day(value["expires_on"]) if value.get("expires_on") else None,
            source=str(value["source"]),
        )
        for value in item.get("values") or []
    )
    entries = tuple(map(str, item.get("entries") or []))
    return Parameter(str(item["id"]), str(item["label"]), str(item["unit"]), values, entries)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
