"""Reading room: Chinese and mixed numerals as plain digits, so 十万, 10万 and 100000 meet."""

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_MEASURES = (
    "个月|个工作日|工作日|个人|个|年|岁|天|日|次|元|块|月|周|小时"
    "|分之|份|人|家|类|条|句|级|种|倍|成"
)
_WITH_UNIT = re.compile(
    r"(?:(?<![\d.])\d{1,9}(?:\.\d{1,4})?|[零〇一二两三四五六七八九]|十(?=[万亿]))[零〇一二两三四五六七八九十百千万亿]{0,12}[十百千万亿]"
    r"[零〇]?[一二两三四五六七八九]?"
    rf"|十[一二三四五六七八九](?:万|(?={_MEASURES}))?"
    r"|十(?:万|亿)"
)
_BEFORE_MEASURE = re.compile(rf"[一二两三四五六七八九十](?=(?:{_MEASURES})(?!性))")
_MOUTHFUL = {"俩月": "2个月", "仨月": "3个月", "半个月": "15天"}


def plain_digits(text: str) -> str:
    """Rewrite numerals as Arabic digits; ordinary words such as 一下 or 统一 are left alone."""
    for spoken, written in _MOUTHFUL.items():
        text = text.replace(spoken, written)
    text = _WITH_UNIT.sub(lambda match: _as_digits(match.group()), text)
    return _BEFORE_MEASURE.sub(lambda match: _as_digits(match.group()), text)


def _as_digits(numeral: str) -> str:
    """Value of one numeral, e.g. 十万, 三百二, 1.5万; returned unchanged if it is not a number."""
    total = section = current = 0.0
    digits, last_unit = "", 1
    for char in numeral:
        if (char.isdigit() and char.isascii()) or char == ".":
            digits += char
            continue
        if digits:
            current, digits = float(digits), ""
        if char in _DIGITS:
            current = float(_DIGITS[char])
            last_unit = 1 if current == 0 else last_unit
            continue
        if char in "万亿":
            section = (section + current) or 1
            total, section, current = (total + section) * _UNITS[char], 0.0, 0.0
        else:
            section += (current or 1) * _UNITS[char]
            current = 0.0
        last_unit = _UNITS[char]
    # 一万二 is 12,000 and 三百二 is 320, but 十五 is 15 and 一万零二 is 10,002.
    current *= last_unit / 10 if last_unit > 10 else 1
    value = total + section + (float(digits) if digits else current)
    return str(int(value)) if value == int(value) else str(value)
