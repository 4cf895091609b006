"""Counter: moving about in the form: correct, go back, skip, why, show what was given."""

import re

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.base import Skill, end_form, person
from actions.form import field_buttons, say_problem, summary_card
from actions.registration_form import say_outcome
from actions.registrations import say_cannot_correct
from actions.reply import Reply
from actions.turn import Turn
from backend.registrations import service as registrations
from backend.registrations.fields import Field, fields

_NEW_VALUE = re.compile(
    r"(?:改成|改为|换成|更正为|应该是|其实是|变成)[:：\s]*(?P<value>.+)$", re.DOTALL
)
_HAS_NUMBER = re.compile(r"\[\[(?:id|phone|card):")


class CorrectField(Skill):
    """Asks a given field again, or takes the new value at once; also after submission."""

    action_name = "action_correct_field"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        opened = registrations.reopen(session, person(session, turn))
        if isinstance(opened, registrations.CannotCorrect):
            say_cannot_correct(reply, opened)
        elif opened is None:
            reply.say("utter_registration_nothing_to_resume")
        if opened is None or isinstance(opened, registrations.CannotCorrect):
            end_form(reply)
            return reply
        reply.slot("registration_open", True)
        if opened.draft.consented_at is not None:
            self._correct(session, turn, opened, reply)
        return reply

    def _correct(
        self, session: Session, turn: Turn, opened: registrations.Opened, reply: Reply
    ) -> None:
        field = _field_meant(turn)
        asked = {asked.key for asked in registrations.asked_fields(opened.draft)}
        if field is None or field.key not in asked:
            reply.ask("utter_correct_which", field_buttons(opened.draft))
            if turn.is_in_form:
                # the choice of a field is the question now, not the one that was pending
                reply.events.append(FollowupAction("action_listen"))
            return
        value = _new_value(turn.text)
        if value is not None:
            message = registrations.Message(value)
            taken = registrations.take_message(session, opened.draft, field.key, message)
            if any(accepted.field == field.key for accepted in taken.accepted):
                reply.say("utter_field_corrected", label=field.label)
                say_outcome(session, turn, _without(taken, field.key), reply)
                return
            if taken.rejected:
                say_problem(reply, taken.rejected)
        registrations.ask_again(session, opened.draft, field.key)
        if value is None:
            reply.say("utter_correct_now", label=field.label)


def _without(taken: registrations.Taken, key: str) -> registrations.Taken:
    """The outcome without the plain acceptance of one field, which was already confirmed."""
    kept = [one for one in taken.accepted if one.field != key or one.cleared]
    return registrations.Taken(accepted=kept, decision=taken.decision)


def _field_meant(turn: Turn) -> Field | None:
    named = turn.values("field")
    if named and named[0] in fields():
        return fields()[named[0]]
    if turn.is_payload:
        return None
    return registrations.field_named(turn.text)


def _new_value(text: str) -> str | None:
    found = _NEW_VALUE.search(text)
    if found:
        return found["value"]
    return text if _HAS_NUMBER.search(text) else None


class GoBack(Skill):
    """Asks the previous question again."""

    action_name = "action_go_back"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        draft = registrations.draft_of(session, person(session, turn))
        field = registrations.go_back(session, draft, turn.asked or "confirm") if draft else None
        if field is None:
            reply.say("utter_cannot_go_back")
        else:
            reply.say("utter_went_back", label=field.label)
        return reply


class SkipField(Skill):
    """Leaves an optional question unanswered; a required one is explained."""

    action_name = "action_skip_field"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        draft = registrations.draft_of(session, person(session, turn))
        if draft is None or turn.asked is None:
            return reply
        is_given = registrations.answers_of(draft).get(turn.asked) is not None
        is_skipped = registrations.skip_field(session, draft, turn.asked)
        label = registrations.field_of(turn.asked).label
        if not is_skipped:
            reply.say("utter_field_required", label=label)
        elif not is_given:
            # with an earlier answer there is nothing to tell: it stays and the form goes on
            reply.say("utter_field_skipped", label=label)
        return reply


class ExplainField(Skill):
    """Why a question is asked."""

    action_name = "action_explain_field"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        reply.note("answered")
        if turn.is_in_form and turn.asked:
            reply.say(f"utter_why_registration_form_{turn.asked}")
        else:
            reply.say("utter_why_nothing")
        return reply


class ShowSummary(Skill):
    """What was given so far."""

    action_name = "action_show_summary"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        draft = registrations.draft_of(session, person(session, turn))
        if draft is None or not registrations.summary(draft):
            reply.say("utter_summary_empty")
        elif turn.asked != "confirm" or not turn.is_in_form:
            # at the last question the form shows the card itself
            reply.show(summary_card(draft))
        return reply
