"""Reading room: records of arrays and words, flattened for the cache and read back. No pickle."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
Record = TypeVar("Record")
_END = "\x1f"


def pack(record: object, prefix: str = "") -> Arrays:
    """Flatten a dataclass of arrays, numbers, tuples of words and dataclasses of the same kind.

    Fields that are not arguments of the constructor are left out.
    """
    arrays: Arrays = {}
    for field in fields(cast(Any, record)):
        if field.init:
            value, name = getattr(record, field.name), prefix + field.name
            arrays |= pack(value, f"{name}.") if is_dataclass(value) else {name: _as_array(value)}
    return arrays


def unpack(kind: type[Record], arrays: Arrays, prefix: str = "") -> Record:
    """Build a record of a kind from its flat form. Raises KeyError or ValueError if it misses
    something.
    """
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for field in fields(cast(Any, kind)):
        if field.init:
            hint, name = hints[field.name], prefix + field.name
            if is_dataclass(hint):
                values[field.name] = unpack(cast(type[Any], hint), arrays, f"{name}.")
            else:
                values[field.name] = _from_array(hint, arrays[name])
    return kind(**values)


def _as_array(value: Any) -> NDArray[Any]:
    if isinstance(value, tuple):
        return np.frombuffer(_joined(value).encode(), dtype=np.uint8)
    return np.asarray(value)


def _from_array(hint: Any, array: NDArray[Any]) -> Any:
    if get_origin(hint) is tuple:
        return tuple(array.tobytes().decode().split(_END)[:-1])
    return hint(array.item()) if hint in (int, float) else array


def _joined(words: Iterable[str]) -> str:
    return "".join(f"{word}{_END}" for word in words)
