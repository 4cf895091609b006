"""Importing: plain text and Markdown in the encodings Chinese offices use."""

import codecs
import re

from backend.policies.importing.problems import Problem, UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKDOWN_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(content: bytes) -> str:
    """Text in UTF-8, GB18030, or with a byte order mark. Raises UnreadableFile(ENCODING)."""
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked[:1] or ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise UnreadableFile(Problem.ENCODING)


def without_markdown(text: str) -> str:
    """The words of a Markdown text: signs of headings, lists and emphasis taken away."""
    lines = (_MARKDOWN_MARKS.sub("", line) for line in text.splitlines())
    return "\n".join(_EMPHASIS.sub(r"\2", line) for line in lines)
