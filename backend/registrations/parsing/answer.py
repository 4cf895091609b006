"""One typed answer read the way its question asks for."""

from collections.abc import Callable, Mapping
from datetime import date

from backend.registrations.fields import Field
from backend.registrations.parsing.choices import parse_choice, parse_several, parse_yes_no
from backend.registrations.parsing.dates import parse_past_date
from backend.registrations.parsing.free_text import parse_free_text
from backend.registrations.parsing.identity import parse_id_number, parse_name, parse_phone
from backend.registrations.parsing.money import parse_wage
from backend.registrations.parsing.places import parse_county, parse_wanted_places
from backend.registrations.parsing.result import Parsed, Problem, Value

_READERS: Mapping[str, Callable[[Field, str, date], Parsed]] = {
    "name": lambda field, text, today: parse_name(text),
    "id_number": lambda field, text, today: parse_id_number(text, today),
    "phone": lambda field, text, today: parse_phone(text),
    "choice": lambda field, text, today: parse_choice(text, field.options),
    "several": lambda field, text, today: parse_several(text, field.options),
    "yes_no": lambda field, text, today: parse_yes_no(text, field.options, field.problem),
    "date": lambda field, text, today: parse_past_date(text, today),
    "county": lambda field, text, today: parse_county(text),
    "places": lambda field, text, today: parse_wanted_places(text),
    "wage": lambda field, text, today: parse_wage(text),
    "text": lambda field, text, today: parse_free_text(
        text, field.lead, may_be_none=field.may_be_none, may_be_any=field.may_be_any
    ),
}


def parse_answer(field: Field, text: str, today: date) -> Parsed:
    """The value `text` gives for `field`, or the problem with it. Never raises on any text."""
    return _READERS[field.type](field, text, today)


def parse_code(field: Field, code: str, today: date) -> Parsed:
    """The value of a pressed button's code: an option, a region, or what the field reads."""
    codes = [option.code for option in field.options]
    if field.type == "several":
        parts = [part for part in code.split(",") if part]
        if parts and all(part in codes for part in parts):
            return Value(parts)
    elif code in codes or (field.type == "yes_no" and code in ("yes", "no")):
        return Value(code)
    if field.options or field.type == "yes_no":
        # a button of an earlier question: its code means nothing here
        return Problem("choice_unclear" if field.type != "yes_no" else field.problem)
    return parse_answer(field, code, today)
