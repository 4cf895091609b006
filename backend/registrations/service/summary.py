"""A draft or registration as labelled rows a person can check, with numbers masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.core.labels import label
from backend.core.privacy import mask_id_number, mask_phone
from backend.registrations.fields import Field
from backend.registrations.models import RegistrationDraft
from backend.registrations.parsing.money import NEGOTIABLE
from backend.registrations.parsing.places import place_label
from backend.registrations.service.held import answers_of, asked_fields


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary."""

    key: str
    label: str
    shown: str


def spoken_date(day: date) -> str:
    """2026年10月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def shown(field: Field, value: Any) -> str:
    """How an answer reads for the person who gave it: ID and phone masked, codes as words."""
    match field.type:
        case "id_number":
            return mask_id_number(value)
        case "phone":
            return mask_phone(value)
        case "choice":
            return field.option_label(value)
        case "several":
            return "、".join(field.option_label(code) for code in value)
        case "yes_no":
            return label("yes_no", value)
        case "date":
            return spoken_date(date.fromisoformat(value))
        case "county":
            return place_label(value)
        case "places":
            return "、".join(map(place_label, value))
        case "wage":
            return "面议" if value == NEGOTIABLE else f"{value}元以上"
        case _:
            return str(value)


def rows_of(fields: list[Field], answers: Mapping[str, Any]) -> list[Row]:
    """The rows of the fields that have an answer, in the order of `fields`."""
    return [
        Row(field.key, field.label, shown(field, answers[field.key]))
        for field in fields
        if answers.get(field.key) is not None
    ]


def summary(draft: RegistrationDraft) -> list[Row]:
    """What the draft holds, row by row."""
    return rows_of(asked_fields(draft), answers_of(draft))
