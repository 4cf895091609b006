"""Counter: the registration form itself. It reads answers; the draft says what is asked next."""

from rasa_sdk.events import EventType, SlotSet
from sqlalchemy.orm import Session

from actions.base import Skill, end_form, person
from actions.form import question_events, say_decision, say_problem, say_taken, summary_card
from actions.reply import Reply
from actions.turn import REQUESTED_SLOT, Turn
from backend.registrations import service as registrations
from backend.registrations.texts import agreed_texts

DECLINED = "declined"
# only these answer the question asked; every other intent has a rule of its own in the form
ANSWERING = ("inform", "affirm", "deny", "")
_YES_NO = {"affirm": "yes", "deny": "no"}
_CONFIRM_BUTTONS = [
    {"title": "确认提交", "payload": "/affirm"},
    {"title": "修改", "payload": "/correct_field"},
    {"title": "不办了", "payload": "/cancel"},
]


class ValidateRegistrationForm(Skill):
    """Called by the form: takes the person's message into the draft and names the next question.

    Rasa runs the form before any rule. It leaves the form for a rule only if validation gives no
    slot, so a message that is no answer gets an empty result here.
    """

    action_name = "validate_registration_form"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        is_new_message = turn.is_fresh and turn.is_in_form and turn.asked is not None
        if is_new_message and turn.intent not in ANSWERING:
            # no slot at all: Rasa rejects the form and the rule of that intent answers
            return reply
        draft = registrations.draft_of(session, person(session, turn))
        if draft is None:
            end_form(reply)
            return reply
        if is_new_message:
            taken = take_answer(session, turn)
            if say_outcome(session, turn, taken, reply):
                return reply
        reply.events += question_events(draft, turn)
        return reply

    def on_failure(self, turn: Turn) -> list[EventType]:
        """Ask the same question again."""
        asked = turn.asked or "consent"
        return [SlotSet(asked, None), SlotSet(REQUESTED_SLOT, asked)]


def take_answer(session: Session, turn: Turn) -> registrations.Taken:
    """Take the message as an answer to the question asked, and as whatever else it tells."""
    draft = registrations.draft_of(session, person(session, turn))
    if draft is None or turn.asked is None:
        return registrations.Taken()
    code = turn.code
    if code is None and turn.is_payload:
        # a button of an earlier question pressed late is no answer: the question is asked again
        is_yes_no = registrations.field_of(turn.asked).type == "yes_no"
        code = _YES_NO.get(turn.intent) if is_yes_no else None
        if code is None:
            return registrations.Taken()
    message = registrations.Message(turn.text, code)
    return registrations.take_message(session, draft, turn.asked, message)


def say_outcome(session: Session, turn: Turn, taken: registrations.Taken, reply: Reply) -> bool:
    """Say what came of a message; True when the form ends with it."""
    if taken.declined and taken.declined.field == "consent":
        _give_up(session, turn, reply)
        reply.say("utter_consent_declined")
        return True
    if taken.decision and taken.decision.kind == "none":
        _give_up(session, turn, reply)
        reasons = "".join(reason.sentence for reason in taken.decision.reasons)
        reply.say("utter_cannot_register", reasons=reasons)
        return True
    if taken.declined or taken.rejected:
        reply.note("asked_back")
    if taken.declined:
        reply.say("utter_confirm_declined")
    if taken.rejected and not _turns_to_named_field(session, turn, reply):
        say_problem(reply, taken.rejected, _misses(session, turn, taken.rejected))
    say_taken(reply, taken, turn.asked)
    say_decision(reply, taken)
    return False


def _give_up(session: Session, turn: Turn, reply: Reply) -> None:
    """Nothing may be kept: delete the draft and let the form end without a submission."""
    registrations.delete_draft(session, person(session, turn))
    reply.slot("consent", DECLINED)
    end_form(reply)


def _misses(session: Session, turn: Turn, problem: registrations.Rejected) -> int:
    """How often the question asked was missed by now; 1 for a slip in another field."""
    draft = registrations.draft_of(session, person(session, turn))
    # a choice to narrow down is progress, not a miss
    if draft is None or problem.field != turn.asked or problem.choices:
        return 1
    return registrations.count_misunderstanding(session, draft, problem.field)


def _turns_to_named_field(session: Session, turn: Turn, reply: Reply) -> bool:
    """At the last question a field's name alone (手机号不对) means: ask me that again."""
    if turn.asked != "confirm" or turn.is_payload:
        return False
    draft = registrations.draft_of(session, person(session, turn))
    field = registrations.field_named(turn.text)
    if draft is None or field is None:
        return False
    registrations.ask_again(session, draft, field.key)
    reply.say("utter_correct_now", label=field.label)
    return True


class AskConfirm(Skill):
    """The last question: the whole draft as a card, the declaration, and the choice to submit."""

    action_name = "action_ask_registration_form_confirm"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        draft = registrations.draft_of(session, person(session, turn))
        if draft is not None:
            card = f"{summary_card(draft)}\n\n{agreed_texts().declaration}"
            reply.show(card, _CONFIRM_BUTTONS)
        return reply
