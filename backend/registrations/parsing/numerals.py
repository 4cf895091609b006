"""Chinese numerals as people type them: 二十三, 两千六, 3千5, 二〇二六."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5,
    "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000}
_TENS = {"廿": 20, "卅": 30}

NUMERAL = "[0-9零〇○一二两俩三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万廿卅]+"
_ONE = re.compile(NUMERAL)
_LONGEST = 16


def number_of(text: str) -> int | None:
    """The whole number a numeral stands for; None when it is not one."""
    if not text or len(text) > _LONGEST or not _ONE.fullmatch(text):
        return None
    if text.isdigit():
        return int(text)
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    return _with_units(text)


def _with_units(text: str) -> int | None:
    total, section, digit, last_unit = 0, 0, -1, 0
    for part in re.findall(r"[0-9]+|.", text):
        if part in _TENS:
            section += _TENS[part]
            digit, last_unit = -1, 10
        elif part in _UNITS:
            unit = _UNITS[part]
            if unit == 10000:
                total, section = (total + section + max(digit, 0)) * unit, 0
            else:
                section += (1 if digit < 0 else digit) * unit
            digit, last_unit = -1, unit
        else:
            if digit > 0:
                return None
            digit = int(part) if part.isdigit() else _DIGITS[part]
    if digit < 0:
        return total + section
    # 三千五 is 3500: a digit right after a unit of a hundred or more counts in tenths of it
    is_short_for_tenths = last_unit >= 100 and not re.search(r"[零〇○].$", text) and digit < 10
    return total + section + digit * (last_unit // 10 if is_short_for_tenths else 1)
