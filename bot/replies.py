"""Speech: what Rasa said becomes texts WeChat can carry, and choices a digit can pick."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.wechat import clean

MAX_TEXT_BYTES = 1800
_MORE = ("by_name_only", "preview")
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;\n])")
_MARKDOWN = re.compile(r"\*\*(.+?)\*\*|`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Speech:
    """Texts in order, the numbered choices to remember, and how the turn went."""

    texts: list[str]
    choices: list[dict[str, str]] = field(default_factory=list)
    outcome: str = "answered"
    sources: list[dict[str, Any]] = field(default_factory=list)
    decision: str | None = None


def speak(utterances: list[dict[str, Any]]) -> Speech:
    """Join the utterances of one turn. Parts we cannot send (images, unknown) are dropped.

    Only the first set of choices is numbered, so that a digit always means one thing; the options
    of a later set are named in words and can still be answered by name. Options the text itself
    names (有用, 没用) are only remembered.
    """
    paragraphs: list[str] = []
    choices: list[dict[str, str]] = []
    has_numbers = False
    for utterance in utterances:
        text = _plain(utterance.get("text"))
        options = _options(utterance.get("buttons"))
        choices += [option for option in options if "by_name_only" in option]
        options = [option for option in options if "by_name_only" not in option]
        if options and not has_numbers:
            has_numbers = True
            choices = options + choices
            text = f"{text}\n{numbered(options, says_how='数字' in text)}".strip()
        elif options:
            choices = choices + [option | {"by_name_only": "yes"} for option in options]
            text = f"{text}\n（也可以直接回复：{'、'.join(o['title'] for o in options)}）".strip()
        if text:
            paragraphs.append(text)
    return Speech(split("\n\n".join(paragraphs)), choices, *_turn_record(utterances))


def _plain(value: object) -> str:
    """Text without Markdown marks and forbidden characters."""
    text = clean(value) if isinstance(value, str) else ""
    return _MARKDOWN.sub(lambda m: m.group(1) or m.group(2), text).strip()


def _options(buttons: object) -> list[dict[str, str]]:
    """Buttons as {"title", "payload"}; malformed ones are dropped."""
    options = []
    for button in buttons if isinstance(buttons, list) else []:
        title = button.get("title") if isinstance(button, dict) else None
        if isinstance(title, str) and title.strip():
            payload = button.get("payload")
            option = {"title": _plain(title), "payload": title}
            if isinstance(payload, str):
                option["payload"] = payload
            more = {name: _plain(button[name]) for name in _MORE if button.get(name)}
            options.append(option | more)
    return options


def numbered(options: list[dict[str, str]], *, says_how: bool = False) -> str:
    """1. … one option a line, with the hint that a digit is enough unless it was said already."""
    lines = [
        f"{number}. {option['title']}" + (f"\n　{option['preview']}" if "preview" in option else "")
        for number, option in enumerate(options, 1)
    ]
    return "\n".join(lines if says_how else [*lines, "（回复数字就行）"])


def _turn_record(
    utterances: list[dict[str, Any]],
) -> tuple[str, list[dict[str, Any]], str | None]:
    """Outcome, sources and decision the actions reported in their `custom` utterances.

    Of several reports the last outcome and decision stand; sources are gathered.
    """
    outcome, sources, decision = "answered", [], None
    for utterance in utterances:
        custom = utterance.get("custom")
        record = custom.get("turn") if isinstance(custom, dict) else None
        if isinstance(record, dict):
            outcome = str(record.get("outcome") or outcome)[:24]
            decision = str(record["decision"])[:8] if record.get("decision") else decision
            sources += [s for s in record.get("sources") or [] if isinstance(s, dict)]
    return outcome, sources, decision


def split(text: str, limit: int = MAX_TEXT_BYTES) -> list[str]:
    """`text` in parts of at most `limit` UTF-8 bytes, cut at sentence ends where there are any."""
    parts: list[str] = []
    current = ""
    for sentence in _SENTENCE_END.split(text):
        for piece in _pieces(sentence, limit):
            if current and len((current + piece).encode()) > limit:
                parts.append(current.strip())
                current = ""
            current += piece
    parts.append(current.strip())
    return [part for part in parts if part]


def _pieces(sentence: str, limit: int) -> list[str]:
    """A sentence that is too long by itself is cut between characters."""
    pieces = []
    while len(sentence.encode()) > limit:
        head = sentence.encode()[:limit].decode(errors="ignore")
        pieces.append(head)
        sentence = sentence[len(head) :]
    return [*pieces, sentence]
