"""Counter: the form's memory in Rasa: which slots are marked given, which question comes next."""

from rasa_sdk.events import EventType, SlotSet

from actions.reply import Reply
from actions.turn import REQUESTED_SLOT, Turn
from backend.core.labels import label
from backend.eligibility.service import Decision
from backend.registrations import service as registrations
from backend.registrations.fields import fields

GIVEN = "given"
_FEW_MISSES, _MANY_MISSES = 2, 3


def question_events(draft: registrations.Draft, turn: Turn) -> list[EventType]:
    """Mark what changed as given or open, and name the next question (None ends the form).

    The slot that was asked is always among them: Rasa takes a validation without any slot for
    "nothing understood" and would reject the form.
    """
    asked = registrations.next_field(draft)
    answers = registrations.answers_of(draft)
    is_given = {key: answers.get(key) is not None or key in draft.skipped for key in fields()}
    is_given["consent"] = draft.consented_at is not None
    is_given["confirm"] = draft.confirmed_at is not None
    marks = {key: GIVEN if is_given[key] and key != asked else None for key in fields()}
    events = [
        SlotSet(key, mark)
        for key, mark in marks.items()
        if key == (turn.asked or "consent") or turn.slots.get(key) != mark
    ]
    return [*events, SlotSet(REQUESTED_SLOT, asked)]


def labels_of(keys: list[str]) -> str:
    """Chinese labels joined for a sentence."""
    return "、".join(registrations.field_of(key).label for key in keys)


def field_buttons(draft: registrations.Draft) -> list[dict[str, str]]:
    """One button a given field, to choose which one to correct."""
    return [
        {"title": row.label, "payload": f'/correct_field{{"field":"{row.key}"}}'}
        for row in registrations.summary(draft)
    ]


def summary_card(draft: registrations.Draft) -> str:
    """The draft as a card: its kind as heading, one line a field; numbers are masked."""
    kind = label("registration_kind", draft.kind)
    lines = [f"{row.label}：{row.shown}" for row in registrations.summary(draft)]
    return "\n".join([f"【{kind}】请核对：", *lines])


def answer_button(title: str, code: str) -> dict[str, str]:
    """A button that answers the question asked."""
    return {"title": title, "payload": f'/inform{{"answer":"{code}"}}'}


def say_taken(reply: Reply, taken: registrations.Taken, asked: str | None) -> None:
    """Confirm what was taken beyond the plain answer, and tell what has to be asked again."""
    agreements = ("consent", "confirm")
    taken_keys = {accepted.field for accepted in taken.accepted}
    keys = [key for key in fields() if key in taken_keys and key not in agreements]
    if len(keys) > 1 or (keys and keys != [asked]):
        reply.say("utter_fields_taken", labels=labels_of(keys))
    cleared = [key for accepted in taken.accepted for key in accepted.cleared]
    if cleared:
        reply.say("utter_fields_recheck", labels=labels_of(list(dict.fromkeys(cleared))))


def say_problem(reply: Reply, problem: registrations.Rejected, misses: int = 1) -> None:
    """Say what was wrong with an answer; explain after two misses, offer a person after three."""
    if problem.field == "confirm":
        reply.say("utter_explain_registration_form_confirm")
        if misses >= _MANY_MISSES:
            reply.say("utter_offer_human")
        return
    buttons = [answer_button(choice.title, choice.code) for choice in problem.choices]
    reply.ask(
        f"utter_invalid_{problem.problem}", buttons, **{**problem.values, "label": problem.label}
    )
    if misses >= _FEW_MISSES:
        reply.say(f"utter_explain_registration_form_{problem.field}")
    if misses >= _MANY_MISSES:
        reply.say("utter_offer_human")
    reply.slot("misunderstandings", float(misses))


def say_decision(reply: Reply, taken: registrations.Taken) -> None:
    """Tell that the facts lead to the other registration, why, and what else may help."""
    decision = taken.decision
    if decision is None or decision.kind == "none":
        return
    say_switch(reply, decision)


def say_switch(reply: Reply, decision: Decision) -> None:
    """Which registration the facts allow, the reasons, and next steps."""
    if decision.kind == "unemployment":
        reply.say("utter_switched_to_unemployment")
    else:
        reasons = "".join(reason.sentence for reason in decision.reasons)
        reply.say("utter_switched_to_job_seeking", reasons=reasons)
    for hint in decision.hints:
        reply.say("utter_registration_hint", hint=hint.sentence)
