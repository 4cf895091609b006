"""The first page: what is due today, overdue and new, and what to settle first."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from backend.console.door import Hotline, Reading, may
from backend.console.registration_views import due_state, open_registrations
from backend.console.rendering import page
from backend.core import clock
from backend.staff.models import StaffRole

router = APIRouter()
_URGENT_SHOWN = 20


@router.get("/")
def show(request: Request, staff: Hotline, session: Reading) -> Response:
    """Counts and the most urgent registrations; hotline operators go straight to the FAQ."""
    if not may(staff, StaffRole.OFFICER):
        return RedirectResponse("/console/faq", status_code=303)
    today = clock.today()
    waiting = list(open_registrations(session))
    states = [due_state(row, today) for row in waiting]
    urgent = [row for row, state in zip(waiting, states, strict=True) if state]
    urgent.sort(key=lambda row: (row.due_on or today, row.submitted_at))
    counts = {
        "late": states.count("late"),
        "today": states.count("today"),
        "new": sum(clock.local(row.submitted_at).date() == today for row in waiting),
        "open": len(waiting),
    }
    return page(request, staff, "home.html", {"counts": counts, "urgent": urgent[:_URGENT_SHOWN]})
