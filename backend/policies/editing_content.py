"""The fields of an entry as editors type them: brought into one shape, compared line by line."""

import difflib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from backend.core.regions import full_name
from policy_faq.content_files import Item
from policy_faq.entries import WHOLE_PROVINCE

FIELDS = (
    "topic", "question", "wordings", "answer", "next_step", "citations", "keywords", "audience",
    "region", "locally_set", "valid_from", "valid_until", "materials",
)  # fmt: skip
_DEFAULTS: Mapping[str, Any] = {
    "topic": "", "question": "", "wordings": [], "answer": "", "next_step": "", "citations": [],
    "keywords": [], "audience": "all", "region": WHOLE_PROVINCE, "locally_set": False,
    "valid_from": "", "valid_until": "", "materials": [],
}  # fmt: skip
_ALWAYS_KEPT = ("id", "topic", "question", "wordings", "answer", "next_step", "citations")
Sign = Literal[" ", "-", "+"]


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What changed in one field: lines that stay, go or come."""

    field: str
    lines: tuple[tuple[Sign, str], ...]


def as_content(item: Mapping[str, Any]) -> Item:
    """Plain JSON data in one shape: text without stray spaces, lists without gaps or doubles.

    Fields at their default are left out, as in the content files. Nothing is judged here: what is
    missing or wrong is for the gates, so that a half-done draft can be kept.
    """
    plain = json.loads(json.dumps(dict(item), default=str, ensure_ascii=False))
    content: Item = {"id": str(plain.get("id", ""))}
    for field in FIELDS:
        value = _shaped(field, plain.get(field))
        if field in _ALWAYS_KEPT or field == "keywords" or value != _DEFAULTS[field]:
            content[field] = value
    return content


def readable(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every field as the lines a person reads."""
    filled = {**_DEFAULTS, **content}
    return {field: list(_lines(field, filled[field])) for field in FIELDS}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldDifference]:
    """The fields that differ, in the order of the form."""
    before, after = readable(as_content(old)), readable(as_content(new))
    return [
        FieldDifference(field, _compare(before[field], after[field]))
        for field in FIELDS
        if before[field] != after[field]
    ]


def _shaped(field: str, value: Any) -> Any:
    if field in ("wordings", "keywords", "materials"):
        return list(dict.fromkeys(filter(None, (_text(one) for one in _list(value)))))
    if field == "citations":
        return [_citation(one) for one in _list(value) if isinstance(one, dict) and one]
    if field == "locally_set":
        return bool(value)
    return _text(value) or _DEFAULTS[field]


def _list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else []


def _citation(item: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): _text(value) for key, value in item.items()}


def _text(value: Any) -> str:
    """Without control characters and spaces at the ends of lines; 换行 as one form."""
    text = unicodedata.normalize("NFC", str(value) if isinstance(value, str | int) else "")
    text = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in text if c == "\n" or not unicodedata.category(c).startswith("C"))
    return "\n".join(line.strip() for line in kept.split("\n")).strip()


def _lines(field: str, value: Any) -> Iterable[str]:
    if field == "citations":
        return [_citation_line(citation) for citation in value]
    if field == "region":
        return [full_name(value)]
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["是" if value else "否"]
    return str(value).split("\n") if value else []


def _citation_line(citation: Mapping[str, str]) -> str:
    if "rule" in citation:
        return f"规则 {citation['rule']}"
    place = f"{citation.get('document', '')} {citation.get('sentence', '')}"
    return f"{place}「{citation.get('quote', '')}」"


def _compare(before: list[str], after: list[str]) -> tuple[tuple[Sign, str], ...]:
    lines: list[tuple[Sign, str]] = []
    for line in difflib.ndiff(before, after):
        sign = line[0]
        if sign in "-+ ":
            lines.append((sign, line[2:]))  # type: ignore[arg-type]
    return tuple(lines)
