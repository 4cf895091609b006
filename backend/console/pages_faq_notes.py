"""What the hotline page writes down: what was looked up, and whether an answer was of use."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from backend.console import faq_views
from backend.console.door import Hotline, Writing
from backend.console.labels import label
from backend.console.pages_faq import EntryId, known_entry
from backend.console.rendering import fragment, wants_fragment
from backend.core import clock
from backend.policies import staff_searches
from backend.policies.search import policy_search
from backend.policies.staff_searches import LONGEST_QUESTION

router = APIRouter(prefix="/faq")

Asked = Annotated[str, Form(max_length=LONGEST_QUESTION)]


@router.post("/looked-up")
def note_look_up(
    request: Request,
    staff: Hotline,
    session: Writing,
    q: Asked = "",
    entry: Annotated[str, Form(pattern=r"^[a-z0-9-]{0,80}$")] = "",
) -> Response:
    """Keep what was looked up, numbers masked; gives back the recent and popular questions."""
    search = policy_search()
    opened = search.entry(entry)
    decision = search.search(q, k=1, on=clock.today()).decision if q.strip() else "answer"
    staff_searches.note(session, staff.account_id, q, decision, opened.id if opened else None)
    values = {"habits": faq_views.habits(session, staff.account_id, search)}
    return fragment(request, staff, "faq_habits.html", values)


@router.post("/e/{entry_id}/verdict")
def keep_verdict(
    request: Request,
    staff: Hotline,
    session: Writing,
    entry_id: EntryId,
    verdict: Annotated[Literal["yes", "no"], Form()],
    q: Asked = "",
) -> Response:
    """Whether the answer answered the caller: a line to show, or back to the answer."""
    entry = known_entry(policy_search(), entry_id)
    staff_searches.keep_verdict(session, staff.account_id, entry, q, verdict == "yes")
    if wants_fragment(request):
        return Response(label("hotline_said", f"verdict_{verdict}"), media_type="text/plain")
    query = urlencode({"q": staff_searches.without_numbers(q), "said": verdict})
    return RedirectResponse(f"/console/faq/e/{entry_id}?{query}", status_code=303)
