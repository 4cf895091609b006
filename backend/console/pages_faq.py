"""Policy search for hotline staff: answers with their sources while typing, one entry, topics."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from backend.console import faq_views
from backend.console.door import Hotline, Reading
from backend.console.rendering import fragment, page, wants_fragment
from backend.core.errors import NotFound
from backend.policies.live_search import LiveSearch
from backend.policies.search import policy_search
from backend.policies.staff_searches import LONGEST_QUESTION
from backend.staff.schemas import Staff
from policy_faq.entries import Entry

router = APIRouter(prefix="/faq")

Question = Annotated[str, Query(max_length=LONGEST_QUESTION)]
Place = Annotated[str, Query(pattern=r"^(\d{6})?$")]
EntryId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]


def known_entry(search: LiveSearch, entry_id: str) -> Entry:
    """The entry as it is said today. Raises NotFound."""
    entry = search.entry(entry_id)
    if entry is None:
        raise NotFound("no such entry")
    return entry


@router.get("")
def search(
    request: Request, staff: Hotline, session: Reading, q: Question = "", region: Place = ""
) -> Response:
    """The whole page."""
    known = policy_search()
    values = _answers(known, q, region, is_whole=True) | {
        "longest": LONGEST_QUESTION,
        "topics": faq_views.topics(known),
        "places": list(faq_views.region_choices()),
        "habits": faq_views.habits(session, staff.account_id, known),
    }
    return page(request, staff, "faq.html", values)


@router.get("/answers")
def answer_while_typing(
    request: Request, staff: Hotline, q: Question = "", region: Place = ""
) -> Response:
    """Only the answers, at each keystroke: no tables are read, nothing is written.

    Only the first has its body; the page asks for the others when the typing rests.
    """
    return _only_answers(request, staff, q, region, is_whole=False)


@router.get("/answers/whole")
def answer_at_rest(
    request: Request, staff: Hotline, q: Question = "", region: Place = ""
) -> Response:
    """The same answers, each with its body."""
    return _only_answers(request, staff, q, region, is_whole=True)


def _only_answers(
    request: Request, staff: Staff, q: str, region: str, *, is_whole: bool
) -> Response:
    values = _answers(policy_search(), q, region, is_whole=is_whole)
    return fragment(request, staff, "faq_results.html", values)


def _answers(known: LiveSearch, q: str, region: str, *, is_whole: bool) -> dict[str, object]:
    question, place = q.strip(), faq_views.known_region(region)
    found = faq_views.find(known, question, place)
    return {"question": question, "found": found, "region": place, "is_whole": is_whole}


@router.get("/e/{entry_id}")
def show_entry(
    request: Request,
    staff: Hotline,
    entry_id: EntryId,
    q: Question = "",
    said: Literal["", "yes", "no"] = "",
) -> Response:
    """One answer, opened: from the topics, from popular questions, after a verdict (`said`)."""
    values = {
        "question": q.strip(),
        "hit": faq_views.shown(known_entry(policy_search(), entry_id)),
        "said": said,
    }
    if wants_fragment(request):
        return fragment(request, staff, "faq_one.html", values)
    return page(request, staff, "faq_entry.html", values)
