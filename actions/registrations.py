"""Counter: opening, submitting, leaving and looking up a registration."""

from rasa_sdk.events import EventType, SlotSet
from sqlalchemy.orm import Session

from actions.base import Skill, end_form, person
from actions.form import say_switch
from actions.registration_form import DECLINED
from actions.reply import Reply
from actions.turn import Turn
from backend.core.labels import label
from backend.core.settings import policy_settings
from backend.registrations import service as registrations

_KIND_OF_INTENT = {"start_registration": "unemployment", "start_job_seeking": "job_seeking"}


class OpenRegistration(Skill):
    """Opens or resumes the draft, or says which registration already stands."""

    action_name = "action_open_registration"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply, jobseeker_id = Reply(), person(session, turn)
        draft = registrations.draft_of(session, jobseeker_id)
        kind = _KIND_OF_INTENT.get(turn.intent) or (draft.wanted_kind if draft else None)
        if kind is None:
            reply.say("utter_registration_nothing_to_resume")
            end_form(reply)
            return reply
        opened = registrations.open_draft(session, jobseeker_id, kind)
        if isinstance(opened, registrations.AlreadyRegistered):
            say_standing(reply, opened)
            end_form(reply)
            return reply
        _say_opened(reply, opened)
        if kind == "unemployment" and opened.draft.kind != kind:
            say_switch(reply, registrations.decision_of(opened.draft))
        reply.slot("registration_open", True)
        reply.slot("consent", None)
        return reply

    def on_failure(self, turn: Turn) -> list[EventType]:
        """The form stays closed."""
        return [SlotSet("registration_open", False)]


def say_standing(reply: Reply, standing: registrations.AlreadyRegistered) -> None:
    """Say which registration stands in the way; one of another account only that it does."""
    if not standing.is_own:
        reply.say("utter_already_registered_elsewhere")
        return
    reply.say(
        "utter_already_registered",
        kind=label("registration_kind", standing.kind),
        number=standing.number or "",
        status=label("registration_status", standing.status),
    )


def _say_opened(reply: Reply, opened: registrations.Opened) -> None:
    kind = label("registration_kind", opened.draft.kind)
    if opened.is_new or opened.draft.consented_at is None:
        reply.say("utter_registration_opened", kind=kind)
        return
    filled, left = registrations.progress(opened.draft)
    reply.say("utter_registration_resumed", kind=kind, filled=str(filled), left=str(left))


class SubmitRegistration(Skill):
    """Runs when the form is complete: submits, and says the number and the last day."""

    action_name = "action_submit_registration"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply, jobseeker_id = Reply(), person(session, turn)
        if turn.slots.get("consent") == DECLINED:
            return reply
        draft = registrations.draft_of(session, jobseeker_id)
        hints = registrations.decision_of(draft).hints if draft else ()
        submission = registrations.submit(session, jobseeker_id)
        _say_submission(reply, submission)
        if isinstance(submission, registrations.Submitted):
            for hint in hints:
                reply.say("utter_registration_hint", hint=hint.sentence)
        end_form(reply)
        return reply


def _say_submission(reply: Reply, submission: registrations.Submission) -> None:
    match submission:
        case registrations.Submitted():
            _say_submitted(reply, submission)
        case registrations.AlreadyRegistered():
            say_standing(reply, submission)
        case registrations.CannotCorrect():
            say_cannot_correct(reply, submission)
        case registrations.NotQualified():
            reasons = "".join(reason.sentence for reason in submission.decision.reasons)
            reply.say("utter_cannot_register", reasons=reasons)
        case registrations.NothingToSubmit():
            reply.say("utter_registration_nothing_to_resume")
        case registrations.Incomplete():
            reply.say("utter_try_again")


def _say_submitted(reply: Reply, submitted: registrations.Submitted) -> None:
    reply.note("answered")
    if submitted.due_on is None:
        reply.say("utter_job_seeking_submitted", number=submitted.number)
        return
    response = "utter_registration_submitted"
    if submitted.is_correction:
        response = "utter_registration_resubmitted"
    elif submitted.due_is_provisional:
        response = "utter_registration_submitted_provisional"
    due = registrations.spoken_date(submitted.due_on)
    reply.say(response, number=submitted.number, due=due)


def say_cannot_correct(reply: Reply, held: registrations.CannotCorrect) -> None:
    """Say that staff hold the registration and changes go through them."""
    status = label("registration_status", held.status)
    reply.say("utter_correction_needs_staff", number=held.number, status=status)


class StopRegistration(Skill):
    """Cancel: the form closes, the draft stays for its retention time."""

    action_name = "action_stop_registration"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        if registrations.draft_of(session, person(session, turn)) is None:
            reply.say("utter_nothing_to_cancel")
        else:
            days = str(policy_settings().draft_retention_days)
            reply.say("utter_registration_paused", days=days)
        end_form(reply)
        return reply


class DeleteDraft(Skill):
    """Really deletes the draft with its consent and typed numbers."""

    action_name = "action_delete_draft"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply = Reply()
        is_deleted = registrations.delete_draft(session, person(session, turn))
        reply.say("utter_draft_deleted" if is_deleted else "utter_no_draft")
        end_form(reply)
        return reply


class TellRegistrationStatus(Skill):
    """Where the person's registration stands, or how far a draft is."""

    action_name = "action_registration_status"

    def answer(self, session: Session, turn: Turn) -> Reply:
        reply, jobseeker_id = Reply(), person(session, turn)
        held = registrations.status_of(session, jobseeker_id)
        draft = registrations.draft_of(session, jobseeker_id)
        reply.note("answered")
        if held:
            _say_status(reply, held)
        if draft and not draft.corrects_id:
            filled, left = registrations.progress(draft)
            kind = label("registration_kind", draft.kind)
            counts = {"filled": str(filled), "left": str(left)}
            reply.say("utter_registration_status_draft", kind=kind, **counts)
        elif not held:
            reply.say("utter_registration_status_none")
        return reply


def _say_status(reply: Reply, held: registrations.RegistrationStatus) -> None:
    values = {
        "number": held.number,
        "kind": label("registration_kind", held.kind),
        "submitted_on": registrations.spoken_date(held.submitted_on),
        "due": registrations.spoken_date(held.due_on) if held.due_on else "",
        "reason": held.reason or "",
    }
    is_waiting = held.status in ("submitted", "in_review")
    name = "job_seeking" if is_waiting and held.due_on is None else held.status
    reply.say(f"utter_registration_status_{name}", **values)
