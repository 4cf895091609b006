"""HTTP API of the policy search, for signed-in staff and for systems with the service token."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from backend.console.door import signed_in_staff
from backend.core import clock
from backend.core.regions import region_of
from backend.core.settings import security_settings
from backend.policies.search import policy_search
from policy_faq.answer import result_as_json
from policy_faq.entries import WHOLE_PROVINCE

router = APIRouter(prefix="/api/faq")
LONGEST_QUESTION = 200


def _has_service_token(request: Request) -> bool:
    expected = security_settings().service_token
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    is_bearer = scheme.lower() == "bearer" and bool(expected)
    return is_bearer and secrets.compare_digest(given.strip().encode(), expected.encode())


def staff_or_service(request: Request) -> None:
    """Admits the service token or a staff session; 401 as JSON for everybody else."""
    if not _has_service_token(request) and signed_in_staff(request) is None:
        raise HTTPException(
            401, "sign in, or send the service token", headers={"WWW-Authenticate": "Bearer"}
        )


def is_in_qinghai(code: str) -> bool:
    """Whether a code is the province, one of its prefectures or counties."""
    place = region_of(code)
    return place is not None and place.level != "elsewhere"


@router.get("/search", dependencies=[Depends(staff_or_service)])
def search(
    response: Response,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION)],
    k: Annotated[int, Query(ge=1, le=10)] = 3,
    region: Annotated[str, Query(pattern=r"^\d{6}$")] = WHOLE_PROVINCE,
) -> dict[str, Any]:
    """The same JSON object as `python -m policy_faq search --json`; an empty q finds nothing.

    `region` is the six-digit code of a place in Qinghai: its rules and amounts are the ones told.
    """
    if not is_in_qinghai(region):
        raise HTTPException(422, "region: no place in Qinghai has this code")
    response.headers["Cache-Control"] = "no-store"
    today = clock.today()
    return result_as_json(policy_search().search(q, k=k, on=today, region=region), as_of=today)
