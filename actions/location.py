"""Counter: a shared location answers a question for a place; otherwise it is only named."""

from sqlalchemy.orm import Session

from actions.base import Skill, person
from actions.form import say_decision
from actions.reply import Reply
from actions.turn import Turn
from backend.core.regions import find_regions, full_name, region_of
from backend.registrations import service as registrations

_PLACE_TYPES = ("county", "places")


class ShareLocation(Skill):
    """Takes the county of a location into the form if a place is asked for. Coordinates are
    never read."""

    action_name = "action_share_location"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        code = _county_of(turn)
        if code is None:
            reply.note("asked_back")
            reply.say("utter_location_unknown")
            return reply
        name = full_name(code)
        if turn.is_in_form and turn.asked and _is_place(turn.asked):
            draft = registrations.draft_of(session, person(session, turn))
            if draft is not None:
                message = registrations.Message(turn.text, code)
                taken = registrations.take_message(session, draft, turn.asked, message)
                reply.say("utter_location_taken", region=name)
                say_decision(reply, taken)
                return reply
        reply.say("utter_location_noted", region=name)
        return reply


def _is_place(key: str) -> bool:
    return registrations.field_of(key).type in _PLACE_TYPES


def _county_of(turn: Turn) -> str | None:
    """The one Qinghai county the location names."""
    places = [*turn.values("region"), *find_regions(f"{turn.location} {turn.text}").codes]
    for code in places:
        region = region_of(code)
        if region is not None and region.level == "county":
            return code
    return None
