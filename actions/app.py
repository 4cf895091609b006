"""Counter: the action endpoint. rasa-sdk's executor inside FastAPI, behind a shared token."""

import hmac
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.registry import make_executor
from backend.core.secrets import generated_secret
from backend.core.settings import dialogue_settings
from backend.policies.search import policy_search


def _expected_token() -> str:
    return dialogue_settings().action_token or generated_secret("action_token")


def _given_token(request: Request) -> str:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return bearer
    return request.query_params.get("token", "")


async def check_token(request: Request) -> None:
    """Refuse with 401 unless ?token= or the Bearer header carries the shared token."""
    given, expected = _given_token(request), _expected_token()
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(401)


async def _body(request: Request) -> dict[str, Any]:
    """The call as Rasa sent it; anything else is refused with 400."""
    try:
        body = await request.json()
    except ValueError as error:
        raise HTTPException(400) from error
    if not isinstance(body, dict):
        raise HTTPException(400)
    return body


def make_router(executor: Callable[[], ActionExecutor]) -> APIRouter:
    """The endpoint around an executor, which is made at the first call."""
    made = APIRouter()

    @made.post("/actions/webhook", dependencies=[Depends(check_token)], include_in_schema=False)
    async def run_action(request: Request) -> JSONResponse:
        """Run one action; Rasa gets its events and responses."""
        call = await _body(request)
        # without a domain the newer SDK answers 449 and Rasa 3.6 silently loses the action
        call.setdefault("domain", {})
        try:
            result = await executor().run(call)
        except ActionExecutionRejection as rejection:
            body = {"error": rejection.message, "action_name": rejection.action_name}
            return JSONResponse(body, 400)
        except ActionNotFoundException as missing:
            return JSONResponse(
                {"error": "unknown action", "action_name": missing.action_name}, 404
            )
        return JSONResponse(result.model_dump() if result else {"events": [], "responses": []})

    return made


@lru_cache
def _executor() -> ActionExecutor:
    return make_executor(policy_search)


router = make_router(_executor)
