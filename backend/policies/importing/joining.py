"""Importing: makes paragraphs of printed lines; drops page numbers and running headers.

A full line without an end mark goes on in the next line. Where two readings are possible the
lines stay apart: a person sees that at once and joins them with one key.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from policy_faq.headings import HeadingKind, read_heading

_PAGE_NUMBER = re.compile(
    r"[—–－\-·\s]*\d{1,4}[—–－\-·\s]*|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[—–－-]\s*[IVXivx]{1,5}\s*[—–－-]"
)
_ENDS_PARAGRAPH = re.compile(r"[。！？：:][”’』」）)》〉]*$")
_CJK = r"[\u3400-\u9fff，。、；：！？（）《》〈〉“”‘’〔〕]"
_SPACED = re.compile(rf"(?<={_CJK})[ \u3000]+(?={_CJK})")
# radicals PDFs hold in place of whole characters; those below 2F00 NFKC leaves as they are
_RADICALS = str.maketrans(
    "⺁⺈⺊⺌⺎⺒⺓⺜⺝⺟⺠⺩⺬⺶⻁⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻳",
    "厂刀卜小兀巳幺日月母民王示羊虎西见角角贝足车長长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齿龙龜龟",
)
_TITLE = re.compile(
    r"[^《，。；]*关于[^，。；]*(?:通知|意见|办法|决定|公告|通告|方案|规定|批复|复函|函|措施)"
)
_NAMES = re.compile(r"(?:[^\s，。；、《]{2,24}(?:厅|局|部|会|行|院|办公室|政府|中心)(?:\s+|$))+")
_LONGEST_TITLE = 120
_LONGEST_PARAGRAPH = 5_000  # nobody writes more without an end mark
_FULL_SHARE = 0.85
_WRAPPED_WIDTH = 60  # wider lines are paragraphs already
_HEADER_SHARE = 0.5
_FEWEST_PAGES_FOR_HEADERS = 3


def join_pages(pages: Sequence[Sequence[str]]) -> list[str]:
    """The paragraphs of a printed text, in order."""
    cleaned = [[line for raw in page if (line := _clean(raw))] for page in pages]
    lines = [line for page in _without_margins(cleaned) for line in page]
    lines = _without_letter_spacing(lines)
    return _joined(lines)


def join_lines(lines: Sequence[str]) -> list[str]:
    """The same for a text without pages, whose lines may or may not be wrapped."""
    return join_pages([lines])


def _clean(line: str) -> str:
    """Trimmed; characters some fonts put in place of ordinary ones (⼀ for 一) set right."""
    line = line.translate(_RADICALS)
    plain = "".join(
        unicodedata.normalize("NFKC", c) if "\u2e80" <= c <= "\u2fdf" or "\uf900" <= c <= "\ufaff"
        else c
        for c in line
    )  # fmt: skip
    return plain.replace("\u00ad", "").replace("\u200b", "").replace("\ufeff", "").strip()


def _without_margins(pages: list[list[str]]) -> list[list[str]]:
    """Pages without page numbers, and without first and last lines most pages share."""
    numbered = len(pages) > 1
    if numbered:
        pages = [_without_page_numbers(page) for page in pages]
    if len(pages) < _FEWEST_PAGES_FOR_HEADERS:
        return pages
    edges = Counter(
        key for page in pages for key in {_edge_key(line) for line in page[:1] + page[-1:]}
    )
    running = {key for key, count in edges.items() if count > _HEADER_SHARE * len(pages)}
    return [
        [
            line
            for number, line in enumerate(page)
            if not (number in (0, len(page) - 1) and _edge_key(line) in running)
        ]
        for page in pages
    ]


def _without_page_numbers(page: list[str]) -> list[str]:
    last = len(page) - 1
    return [
        line
        for number, line in enumerate(page)
        if not (number in (0, 1, last - 1, last) and _PAGE_NUMBER.fullmatch(line))
    ]


def _edge_key(line: str) -> str:
    """Headers are alike to the letter; only where a page is counted do the digits differ."""
    squeezed = "".join(line.split())
    return re.sub(r"\d+", "0", squeezed) if "页" in squeezed else squeezed


def _without_letter_spacing(lines: list[str]) -> list[str]:
    """Some PDFs set every character apart; blanks between Chinese characters then mean nothing."""
    text = "\n".join(lines)
    letters = len(re.findall(_CJK, text))
    if letters and len(_SPACED.findall(text)) > 0.25 * letters:
        return [_SPACED.sub("", line) for line in lines]
    return lines


def _width(line: str) -> float:
    return sum(1.0 if ord(c) > 0x2000 else 0.5 for c in line)


def _joined(lines: list[str]) -> list[str]:
    full = _full_width(lines)
    paragraphs: list[str] = []
    is_open = False
    for line in lines:
        if is_open and not _opens_paragraph(line):
            paragraphs[-1] += _glue(paragraphs[-1], line) + line
        else:
            paragraphs.append(line)
        is_open = full is not None and _width(line) >= full and not _is_ended(paragraphs[-1], line)
    return paragraphs


def _is_ended(paragraph: str, line: str) -> bool:
    """A sentence, a title or a line of names is whole however wide it is."""
    if _ENDS_PARAGRAPH.search(line) or len(paragraph) > _LONGEST_PARAGRAPH:
        return True
    is_title = len(paragraph) <= _LONGEST_TITLE and _TITLE.fullmatch(paragraph)
    return bool(is_title or _NAMES.fullmatch(line))


def _full_width(lines: list[str]) -> float | None:
    """From what width on a line is full; None for a text that is not wrapped."""
    widths = sorted(map(_width, lines))
    if len(widths) < 3:
        return None
    usual = widths[min(len(widths) - 1, int(len(widths) * 0.9))]
    return usual * _FULL_SHARE if 10 <= usual <= _WRAPPED_WIDTH else None


def _opens_paragraph(line: str) -> bool:
    heading = read_heading(line)
    # 3.5% and （1） happen inside sentences; the larger kinds do not
    return heading is not None and heading.kind != HeadingKind.SUBPOINT


def _glue(before: str, after: str) -> str:
    is_latin = before[-1:].isascii() and after[:1].isascii()
    return " " if is_latin and before[-1:].isalnum() and after[:1].isalnum() else ""
