"""Made-up registrations to look at in the console (`make demo-data`); every value is invented."""

from pathlib import Path

import yaml
from sqlalchemy.orm import Session

from backend.conversations.service import open_conversation
from backend.core.errors import Invalid
from backend.registrations import service

_PEOPLE = Path(__file__).with_name("demo.yml")
_ACCOUNT = "demo"


def add_demo_registrations(session: Session) -> int:
    """Register the people of demo.yml as if they had answered in chat; returns how many are new.

    A person who is already registered is left alone, so the command may be run twice.
    """
    people = yaml.safe_load(_PEOPLE.read_text(encoding="utf-8"))
    return sum(_register(session, person, number) for number, person in enumerate(people))


def _register(session: Session, person: dict[str, str], number: int) -> bool:
    conversation = open_conversation(session, _ACCOUNT, f"demo-{number}")
    opened = service.open_draft(session, conversation.jobseeker_id, person.pop("kind"))
    if not isinstance(opened, service.Opened):
        return False
    service.give_field(session, opened.draft, "consent", "同意")
    for key, answer in person.items():
        given = service.give_field(session, opened.draft, key, answer)
        if not isinstance(given, service.Accepted):
            raise Invalid(f"demo.yml: {person['name']}: {key} was not understood")
    service.give_field(session, opened.draft, "confirm", "是")
    done = service.submit(session, conversation.jobseeker_id)
    return isinstance(done, service.Submitted) and not done.is_repeat
