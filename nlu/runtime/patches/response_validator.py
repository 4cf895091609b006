"""Compiles the JSON schema of action results once; Rasa re-checks the schema on every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction


def apply() -> Callable[[], None]:
    """Replaces `RemoteAction._validate_action_result`; returns a function that restores it."""
    original = RemoteAction._validate_action_result
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        for error in validator.iter_errors(result):
            raise error
        return True

    RemoteAction._validate_action_result = validate_action_result
    return lambda: setattr(RemoteAction, "_validate_action_result", original)
