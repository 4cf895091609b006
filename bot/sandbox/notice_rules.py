"""Limits on the values in templates and subscription notices (参数值限制, error 47003)."""

from __future__ import annotations

import re
from typing import Any

from bot.sandbox.platform_errors import PlatformError

# Parameter names are a type and a number (thing1, date3); each type has its own limit.
_DATE = r"\d{4}年\d{1,2}月\d{1,2}日"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"
_TIME = rf"({_DATE}( {_CLOCK})?|{_CLOCK}|\d{{4}}[-/]\d{{1,2}}[-/]\d{{1,2}}( {_CLOCK})?)"
_PATTERNS = {
    "thing": r".{1,20}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "number": r"-?\d{1,32}(\.\d{1,32})?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "time": rf"{_TIME}(~{_TIME})?",
    "date": rf"{_TIME}(~{_TIME})?",
    "amount": r"[^\d\s]?\d{1,10}(\.\d{1,10})?元?",
    "phone_number": r"[\d+\- ()]{1,17}",
    "car_number": r".{1,8}",
    "name": r"[\u3400-\u9fff·]{1,10}|[A-Za-z .·]{1,20}",
    "phrase": r"[\u3400-\u9fff]{1,5}",
    "const": r".{1,20}",
    "short_thing": r".{1,20}",
}
_NAME = re.compile(r"([a-z_]+?)\d{1,3}")


def checked_rows(data: Any) -> list[tuple[str, str]]:
    """Return (name, value) pairs to show. Raises 47003 with the field's name."""
    if not isinstance(data, dict) or not data:
        raise PlatformError(47003, "data")
    rows = []
    for name, holder in data.items():
        value = holder.get("value") if isinstance(holder, dict) else None
        match = _NAME.fullmatch(name)
        # `first`, `remark` and `keyword1` are of the retired kind and are not shown.
        if match is None or match[1] not in _PATTERNS:
            raise PlatformError(47003, f"{name} is not a known parameter")
        # Line feeds are cut off, everything after them too.
        line = value.split("\n", 1)[0] if isinstance(value, str) else str(value or "")
        if not re.fullmatch(_PATTERNS[match[1]], line):
            raise PlatformError(47003, f"{name}.value invalid")
        rows.append((name, line))
    return rows
