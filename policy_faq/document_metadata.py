"""Reading room: guesses title, 文号, authorities and dates of a text, for a person to confirm."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policy_faq.blocks import Block, BlockKind

_NUMBER = re.compile(
    r"[\u4e00-\u9fa5]{1,14}(?:发|函|办|字|规|厅发|办发|公告|令)?\s?"
    r"[〔\[［(（]\s?(\d{4})\s?[〕\]］)）]\s?(?:第\s?)?(\d{1,4})\s?号"
)
_KINDS = (
    "通知|意见|办法|决定|公告|通告|方案|规定|条例|细则|复函|函|批复|指南|规划|纲要|措施|规程|法"
)
_TITLE_END = re.compile(rf"(?:{_KINDS})(?:（[^）]{{1,20}}）)?$")
_AUTHORITY = re.compile(
    r"[\u4e00-\u9fa5]{2,24}?(?:委员会|办公厅|办公室|人民政府|总工会|联合会|管理局|中心支行|分行|支行"
    r"|总局|银行|法院|厅|局|部|院|会)(?=文件|\s|$|、|，)"
)
_DATE = re.compile(
    r"([12]\d{3}|[一二][〇零○Ｏ一二三四五六七八九]{3})\s?年\s?([\d一二三四五六七八九十]{1,3})\s?月"
    r"\s?([\d一二三四五六七八九十]{1,3})\s?日"
)
_EFFECTIVE = re.compile(r"自\s?(.{8,14}日)\s?起(?:正式)?(?:施行|执行|实施)")
_EXPIRES = re.compile(r"有效期(?:限)?(?:截?至|到)\s?(.{8,14}日)")
_FROM_ISSUE = re.compile(r"自(?:印发|发布|公布|下发)之日起(?:正式)?(?:施行|执行|实施)")
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}
_LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a text says of itself; None or empty where nothing was found."""

    title: str
    document_number: str | None
    issuing_authorities: tuple[str, ...]
    issued_on: date | None
    effective_on: date | None
    expires_on: date | None


def guess_metadata(blocks: Sequence[Block]) -> Metadata:
    """Read the letterhead, the last lines and the closing provisions."""
    head = [block.text for block in blocks if block.kind == BlockKind.TITLE]
    lines = [block.text for block in blocks]
    text = "\n".join(lines)
    issued_on = _issued_on(lines)
    effective = _EFFECTIVE.search(text)
    effective_on = _read_date(effective.group(1)) if effective else None
    if effective_on is None and _FROM_ISSUE.search(text):
        effective_on = issued_on
    expires = _EXPIRES.search(text)
    return Metadata(
        title=_title(head) or (lines[0][:300] if lines else ""),
        document_number=_document_number(head or lines[:8]),
        issuing_authorities=_authorities(head, lines),
        issued_on=issued_on,
        effective_on=effective_on or issued_on,
        expires_on=_read_date(expires.group(1)) if expires else None,
    )


def _title(head: Sequence[str]) -> str:
    """The lines from 关于 to 通知; a law's name stands on one line."""
    for start, line in enumerate(head):
        if "关于" in line:
            title = line[line.index("关于") :]
            for more in head[start + 1 :]:
                if _TITLE_END.search(title) or _NUMBER.search(more):
                    break
                title += more
            return title
    return next((line for line in head if _TITLE_END.search(line)), "")


def _document_number(lines: Sequence[str]) -> str | None:
    for line in lines:
        if match := _NUMBER.search(line):
            number = re.sub(r"\s", "", match.group())
            return re.sub(r"[\[［(（](\d{4})[\]］)）]", r"〔\1〕", number)
    return None


def _authorities(head: Sequence[str], lines: Sequence[str]) -> tuple[str, ...]:
    """Those of the letterhead, else of the signature."""
    for place in (head, lines[-_LAST_LINES:]):
        found = [
            name
            for line in place
            if "关于" not in line and not line.endswith(("：", "。"))
            for name in _AUTHORITY.findall(line)
        ]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _issued_on(lines: Sequence[str]) -> date | None:
    """The day beside 印发 in the imprint, else the last date of the signature, else of the head."""
    last = lines[-_LAST_LINES:]
    for line in reversed(last):
        if "印发" in line and len(line) < 60 and (found := _read_date(line)):
            return found
    for line in reversed(last):
        if len(line) < 30 and (found := _read_date(line)):
            return found
    return next((found for line in lines[:10] if (found := _read_date(line))), None)


def _read_date(text: str) -> date | None:
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(_digits(match.group(1)), _small(match.group(2)), _small(match.group(3)))
    except ValueError:
        return None


def _digits(year: str) -> int:
    return int("".join(str(_DIGITS.get(c, c)) for c in year))


def _small(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return _digits(numeral)
    return (_digits(tens) if tens else 1) * 10 + (_digits(ones) if ones else 0)
