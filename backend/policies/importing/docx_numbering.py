"""Importing: the numbers Word prints before paragraphs but does not keep in their text."""

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

_CHINESE = "〇一二三四五六七八九"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LEVELS = 9
_DEEPEST_STYLE = 10  # styles based on styles; a ring of them must end


def _chinese(number: int) -> str:
    """1 to 999 as Word's chineseCounting writes it."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _CHINESE[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_CHINESE[ones] if ones else "")


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _chinese,
    "decimal": str,
    "decimalFullWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": lambda number: _CIRCLED[number] if number <= 20 else f"({number})",
    "decimalEnclosedCircleChinese": lambda n: _CIRCLED[n] if n <= 20 else f"({n})",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
}


class Numbering:
    """Counts the numbered paragraphs of one document in reading order."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in _styles(document)}
        self._abstract: dict[str, Any] = {}
        self._numbers: dict[str, Any] = {}
        self._counts: dict[str, list[int]] = {}
        root = _numbering_root(document)
        if root is not None:
            for item in root.iterchildren(qn("w:abstractNum")):
                self._abstract[item.get(qn("w:abstractNumId"))] = item
            for item in root.iterchildren(qn("w:num")):
                self._numbers[item.get(qn("w:numId"))] = item

    def mark(self, paragraph: Any) -> str:
        """What Word prints before the paragraph, such as （二）; empty for most."""
        number_id, depth = self._place(paragraph)
        number = self._numbers.get(number_id)
        if number is None or not 0 <= depth < _LEVELS:
            return ""
        abstract_id = _value(number.find(qn("w:abstractNumId")))
        abstract = self._abstract.get(abstract_id)
        levels = {} if abstract is None else _levels(abstract)
        if depth not in levels:
            return ""
        # lists of one kind count on, unless one says it starts anew
        is_restarted = number.find(qn("w:lvlOverride")) is not None
        key = f"{abstract_id}/{number_id}" if is_restarted else abstract_id
        counts = self._counts.setdefault(key, [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else levels[depth].start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        return levels[depth].print(counts, levels)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Which list a paragraph belongs to and how deep; its own word counts before its style."""
        for properties in self._properties(paragraph):
            numbered = properties.find(qn("w:numPr"))
            if numbered is not None:
                depth = _value(numbered.find(qn("w:ilvl"))) or "0"
                return _value(numbered.find(qn("w:numId"))), int(depth)
        return "", 0

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        own = paragraph.find(qn("w:pPr"))
        if own is None:
            return
        yield own
        style_id = _value(own.find(qn("w:pStyle")))
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(style_id)
            if style is None:
                return
            properties = style.find(qn("w:pPr"))
            if properties is not None:
                yield properties
            style_id = _value(style.find(qn("w:basedOn")))


class _Level:
    def __init__(self, element: Any) -> None:
        self.start = int(_value(element.find(qn("w:start"))) or 1)
        self.format = _value(element.find(qn("w:numFmt")))
        self.text = _value(element.find(qn("w:lvlText")))

    def print(self, counts: list[int], levels: dict[int, "_Level"]) -> str:
        """lvlText with %1 to %9 filled in; bullets print nothing."""
        if self.format in ("bullet", "none"):
            return ""
        text = self.text
        for depth, level in levels.items():
            write = _FORMATS.get(level.format, str)
            text = text.replace(f"%{depth + 1}", write(max(1, counts[depth])))
        return text


def _levels(abstract: Any) -> dict[int, _Level]:
    return {
        int(item.get(qn("w:ilvl"))): _Level(item) for item in abstract.iterchildren(qn("w:lvl"))
    }


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")


def _styles(document: Any) -> Any:
    return document.styles.element.iterchildren(qn("w:style"))


def _numbering_root(document: Any) -> Any:
    """The numbering part, if the file has one; asking python-docx would make one."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            return relation.target_part.element
    return None
