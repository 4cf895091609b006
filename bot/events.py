"""What an incoming message means to the dialogue: a sentence for Rasa, or a fixed reply."""

from backend.conversations.service import UnfinishedTurn
from bot.choices import pick
from bot.messages import MEDIA_KINDS
from bot.replies import Speech, numbered
from bot.wording import menu_says, phrase, welcome_choices


def fixed_reply(turn: UnfinishedTurn) -> Speech | None:
    """The reply that needs no dialogue; an empty one acknowledges. None: ask Rasa."""
    kind = turn.kind
    if kind == "subscribe":
        choices = welcome_choices()
        return Speech([f"{phrase('welcome')}\n\n{numbered(choices)}"], choices)
    if kind in MEDIA_KINDS:
        return _fixed("video" if kind == "shortvideo" else kind)
    if kind == "location":
        return None if turn.details.get("label") else _fixed("location_without_name")
    if kind == "text":
        return None if turn.text.strip() else _fixed("empty")
    if kind == "click":
        return None if menu_says(turn.details.get("event_key", "")) else _fixed("unsupported")
    return Speech([], outcome="fixed")


def _fixed(key: str) -> Speech:
    """A fixed sentence; numbered choices shown before stay valid."""
    return Speech([phrase(key)], outcome="fixed")


def as_sentence(turn: UnfinishedTurn, choices: list[dict[str, str]]) -> str:
    """What Rasa hears: the chosen option's payload, the menu's sentence, or the person's words."""
    if turn.kind == "click":
        return menu_says(turn.details.get("event_key", "")) or ""
    if turn.kind == "location":
        return f"我的位置是{turn.details['label']}"
    return pick(turn.text, choices) or _without_command(turn.text)


def _without_command(text: str) -> str:
    """A leading slash would be a command to Rasa; a person's slash is only a slash."""
    stripped = text.strip()
    return "／" + stripped[1:] if stripped.startswith("/") else stripped
