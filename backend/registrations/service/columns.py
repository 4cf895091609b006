"""From a draft to the columns of a registration, and back to answers."""

from datetime import date
from typing import Any

from backend.core.crypto import keyed_hash
from backend.registrations.consistency import born_on
from backend.registrations.models import Registration, RegistrationDraft
from backend.registrations.parsing.identity import sex_of
from backend.registrations.service.held import PERSONAL, answers_of, asked_fields
from backend.registrations.texts import agreed_texts

INTENTION = ("skill", "wanted_occupation", "wanted_region", "wanted_wage", "wants_training")
PLAIN = (
    "education",
    "hukou_region",
    "residence_region",
    "health",
    "disability_level",
    "employment_status",
    "unemployment_reason",
    "former_employer",
    "job_wish",
)
_WHOLE_PROVINCE = "630000"


def _county_of(answers: dict[str, Any]) -> str:
    """Where it is registered: the place of residence, else of the household (N-REG-03)."""
    places = [answers["residence_region"], answers["hukou_region"]]
    places += [code for code in answers.get("wanted_region", []) if not code.endswith("00")]
    return next((code for code in places if code.startswith("63")), _WHOLE_PROVINCE)


def _date(answers: dict[str, Any], key: str) -> date | None:
    return date.fromisoformat(answers[key]) if answers.get(key) else None


def columns_of(draft: RegistrationDraft) -> dict[str, Any]:
    """The registration's columns as this complete draft fills them."""
    asked = {field.key for field in asked_fields(draft)}
    # what was answered for the other kind, or before a correction, does not go on record
    answers = {key: value for key, value in answers_of(draft).items() if key in asked}
    pension = answers.get("receives_pension")
    return {
        **{key: answers.get(key) for key in PLAIN},
        "kind": draft.kind,
        "county_code": _county_of(answers),
        "name": answers["name"],
        "name_hash": keyed_hash(answers["name"], "name"),
        "id_number": answers["id_number"],
        "id_number_hash": keyed_hash(answers["id_number"], "id_number"),
        "phone": answers["phone"],
        "phone_hash": keyed_hash(answers["phone"], "phone"),
        "sex": sex_of(answers["id_number"]),
        "born_on": born_on(answers),
        "graduated_on": _date(answers, "graduated_on"),
        "unemployed_on": _date(answers, "unemployed_on"),
        "hukou_address": draft.hukou_address,
        "residence_address": draft.residence_address,
        "receives_pension": None if pension is None else pension == "yes",
        "intention": {key: answers[key] for key in INTENTION if key in answers},
        "groups": [code for code in answers.get("groups", []) if code != "none"],
        "consent_version": draft.consent_version,
        "consented_at": draft.consented_at,
        "declaration_version": agreed_texts().declaration_version,
        "declared_at": draft.confirmed_at,
    }


def answers_on_record(held: Registration) -> dict[str, object]:
    """The answers a registration was made of, by field key, personal ones too."""
    answers: dict[str, object] = {key: getattr(held, key) for key in (*PERSONAL, *PLAIN)}
    answers |= {key: held.intention.get(key) for key in INTENTION}
    for key in ("graduated_on", "unemployed_on"):
        day = getattr(held, key)
        answers[key] = day.isoformat() if day else None
    if held.receives_pension is not None:
        answers["receives_pension"] = "yes" if held.receives_pension else "no"
    answers["groups"] = list(held.groups) or None
    return {key: value for key, value in answers.items() if value is not None}
