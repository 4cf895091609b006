"""An answer to the caller's WeChat: find the person, see what they will get, send it, watch it."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from backend.console.door import Officer, Reading, Writing
from backend.console.labels import label
from backend.console.pages_faq import EntryId, known_entry
from backend.console.pages_faq_notes import Asked
from backend.console.registration_views import Id, readable_reason
from backend.console.rendering import fragment, page, wants_fragment
from backend.core.db import new_id
from backend.policies import staff_sending
from backend.policies.search import policy_search
from backend.policies.staff_searches import LONGEST_QUESTION
from backend.policies.staff_sending import UNSUBSCRIBED, Recipient, Sending
from backend.staff.schemas import Staff

router = APIRouter(prefix="/faq")

Hex = Annotated[str, Form(pattern="^[0-9a-f]{32}$")]
_WANTED_AT_MOST = 40


def _panel(
    request: Request,
    staff: Staff,
    entry_id: str,
    question: str,
    *,
    wanted: str = "",
    recipients: list[Recipient] | None = None,
    sending: Sending | None = None,
) -> Response:
    """The panel alone inside the search page, or as a page of its own."""
    entry = known_entry(policy_search(), entry_id)
    values = {
        "entry": entry,
        "question": question,
        "wanted": wanted,
        "reason": label("hotline_said", "reason"),
        "recipients": recipients,
        "text": staff_sending.wechat_text(entry),
        "once": new_id(),
        "sending": sending,
    }
    if wants_fragment(request):
        return fragment(request, staff, "faq_send.html", values)
    return page(request, staff, "faq_send_page.html", values)


@router.get("/e/{entry_id}/send")
def ask_whom(
    request: Request,
    staff: Officer,
    entry_id: EntryId,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "",
) -> Response:
    """Who shall get it?"""
    return _panel(request, staff, entry_id, q)


@router.post("/e/{entry_id}/recipients")
def find(
    request: Request,
    staff: Officer,
    session: Writing,
    entry_id: EntryId,
    wanted: Annotated[str, Form(max_length=_WANTED_AT_MOST)] = "",
    reason: Annotated[str, Form(max_length=200)] = "",
    q: Asked = "",
) -> Response:
    """The people of a registration or phone number, masked. Each look-up is logged with why."""
    reason = readable_reason(reason)
    found = staff_sending.find_recipients(session, staff.account_id, entry_id, wanted, reason)
    return _panel(request, staff, entry_id, q, wanted=wanted, recipients=found)


@router.post("/e/{entry_id}/send")
def send(
    request: Request,
    staff: Officer,
    session: Writing,
    entry_id: EntryId,
    registration: Hex,
    once: Hex,
    q: Asked = "",
) -> Response:
    """Promise it to the person; the same form sent twice sends it once."""
    entry = known_entry(policy_search(), entry_id)
    sending = staff_sending.send_answer(
        session, staff.account_id, entry, registration, once=once, question=q
    )
    if wants_fragment(request) or sending.state == UNSUBSCRIBED:
        return _panel(request, staff, entry_id, q, sending=sending)
    where = f"/console/faq/e/{entry_id}/sent/{sending.turn_id}"
    return RedirectResponse(where, status_code=303)


@router.get("/e/{entry_id}/sent/{turn_id}")
def show_state(
    request: Request,
    staff: Officer,
    session: Reading,
    entry_id: EntryId,
    turn_id: Annotated[Id, Path()],
) -> Response:
    """How the message stands; asked again while it is under way."""
    sending = staff_sending.state_of(session, turn_id)
    if wants_fragment(request):
        values = {"sending": sending, "entry_id": entry_id}
        return fragment(request, staff, "faq_sent.html", values)
    return _panel(request, staff, entry_id, "", sending=sending)
