"""The channel's own reviewed wording and menu, read once from the YAML files beside it."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@lru_cache
def _phrases() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_HERE / "phrases.yml").read_text(encoding="utf-8"))
    return loaded


def phrase(key: str) -> str:
    """The sentence of that key; an unknown key is a programming error."""
    return str(_phrases()[key])


def welcome_choices() -> list[dict[str, str]]:
    """The numbered choices under the welcome."""
    return list(_phrases()["welcome_choices"])


@lru_cache
def menu() -> list[dict[str, Any]]:
    """The menu as written in menu.yml."""
    loaded: list[dict[str, Any]] = yaml.safe_load((_HERE / "menu.yml").read_text(encoding="utf-8"))
    return loaded


def menu_says(key: str) -> str | None:
    """What a tap on that key means to the dialogue; None for a key this menu does not have."""
    keys = {b["key"]: b["say"] for group in menu() for b in group["buttons"]}
    return keys.get(key)


def menu_for_wechat() -> dict[str, Any]:
    """The body of menu/create."""
    return {
        "button": [
            {
                "name": group["name"],
                "sub_button": [
                    {"type": "click", "name": b["name"], "key": b["key"]} for b in group["buttons"]
                ],
            }
            for group in menu()
        ]
    }
