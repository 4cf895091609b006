"""Policy search for hotline staff: answers with their sources while typing."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backend.console.door import Hotline
from backend.console.labels import codes
from backend.console.rendering import fragment, page, wants_fragment
from backend.core import clock
from backend.policies.search import policy_search
from policy_faq.answer import source_lines
from policy_faq.entries import Entry

router = APIRouter()
LONGEST_QUESTION = 200
_SHOWN = 5


@lru_cache
def _topics() -> Mapping[str, Sequence[Entry]]:
    """All entries by topic, in the order of labels.yml and then in reading order."""
    topics: dict[str, list[Entry]] = {topic: [] for topic in codes("topic")}
    for entry in policy_search().entries:
        topics.setdefault(entry.topic, []).append(entry)
    return topics


def _spoken_answer(entry: Entry) -> str:
    """What "copy" takes along: the answer with its sources and the day it stands for."""
    sources = "；".join(source_lines(entry.citations))
    return f"{entry.answer}\n{entry.next_step}\n依据：{sources}\n截至{clock.today()}"


@router.get("/faq")
def search(
    request: Request,
    staff: Hotline,
    q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "",
) -> Response:
    """The whole page, or only the results when HTMX asks."""
    question = q.strip()
    today = clock.today()
    result = policy_search().search(question, k=_SHOWN, on=today) if question else None
    values = {
        "question": question,
        "result": result,
        "longest": LONGEST_QUESTION,
        "topics": _topics(),
        "spoken_answer": _spoken_answer,
    }
    if wants_fragment(request):
        return fragment(request, staff, "faq_results.html", values)
    return page(request, staff, "faq.html", values)
