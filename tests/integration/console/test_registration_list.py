"""The home page and the list of registrations: the console over HTTP."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from backend.console.labels import label
from backend.core.db import reading, unit_of_work
from backend.registrations import service as registrations
from backend.staff.models import StaffRole
from tests.integration.console.running_console import ANSWERS, Browser, register

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECOND = {"id_number": "632521197202290035", "phone": "13709712347", "name": "李青山"}
THIRD = {"id_number": "632801198508150022", "phone": "13897612345", "name": "马文才"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Monday 2 March 2026, 10:00 in Qinghai; three working days later is Thursday."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def numbers_in(page: str) -> list[str]:
    """The registration numbers a page lists, in order."""
    return re.findall(r"data-item>(\d+)</a>", page)


def test_empty_list_says_so(officer: Browser) -> None:
    """A page without rows is no blank page."""
    page = officer.get("/console/registrations").text
    assert "没有符合条件的登记" in page and "<table" not in page
    assert "没有超期的" in officer.get("/console/").text


def test_list_masks_people_and_leads_to_the_detail(officer: Browser) -> None:
    """Name, ID number and phone are not whole anywhere on it."""
    held = register()
    page = officer.get("/console/registrations").text
    assert f"/console/registrations/{held}" in page
    assert "139****2346" in page and "卓**" in page
    for secret in ("name", "id_number", "phone"):
        assert ANSWERS[secret] not in page


def test_home_counts_and_colours_by_due_date(
    clock: time_machine.Traveller, visitor: Browser
) -> None:
    """Counted in working days: due tomorrow, today, overdue; settled ones are no longer urgent."""
    first = register()
    clock.move_to(MONDAY + timedelta(days=1))
    register(**SECOND)
    register("job_seeking", **THIRD)
    for day, badges in {
        2: ["明天到期"],
        3: ["今天到期", "明天到期"],
        4: ["已超期", "今天到期"],
    }.items():
        clock.move_to(MONDAY + timedelta(days=day))
        visitor.enter_as(StaffRole.OFFICER)
        page = visitor.get("/console/").text
        assert re.findall(r'<span class="state (?:late|soon)">(.*?)</span>', page) == badges
    assert re.findall(r"<b>(\d+)</b> (\S+)", page) == [
        ("1", "已超期"),
        ("1", "今天到期"),
        ("0", "今天新提交"),
        ("3", "待办总数"),
    ]
    with unit_of_work() as session:
        registrations.move(session, first, "approved", actor="system")
    assert "已超期</span>" not in visitor.get("/console/").text


def test_filters_narrow_the_list(officer: Browser) -> None:
    """By status, kind, county, and a whole prefecture; HTMX gets only the table."""
    first = register()
    register("job_seeking", **SECOND, residence_region="格尔木市")
    with unit_of_work() as session:
        registrations.move(session, first, "in_review", actor="system")
    for query, count in [
        ("", 2),
        ("status=in_review", 1),
        ("status=approved", 0),
        ("kind=job_seeking", 1),
        ("county=632521", 1),
        ("county=632500", 1),
        ("county=630000", 2),
        ("kind=unemployment&status=submitted", 0),
    ]:
        page = officer.get(f"/console/registrations?{query}").text
        assert len(numbers_in(page)) == count, query
    part = officer.get("/console/registrations", headers={"HX-Request": "true"}).text
    assert len(numbers_in(part)) == 2 and "<html" not in part


@pytest.mark.parametrize(
    "query", ["status=%00", "kind=Robert'--", "county=abc", "page=0", "page=x", "page=99999999"]
)
def test_strange_filters_get_a_friendly_page(officer: Browser, query: str) -> None:
    """Made-up addresses neither crash nor reach the database."""
    answer = officer.get(f"/console/registrations?{query}")
    assert answer.status_code == 422 and label("error_title", "422") in answer.text


@pytest.mark.parametrize("how", ["number", "id_number", "phone", "name"])
def test_look_up_by_whole_values(officer: Browser, how: str) -> None:
    """The values are sent as a form and are not in the address of the page."""
    held = register()
    register(**SECOND)
    with reading() as session:
        number = registrations.registration_detail(session, held).row.number
    wanted = number if how == "number" else ANSWERS[how]
    officer.get("/console/registrations")
    answer = officer.post("/console/registrations", wanted=f" {wanted} ")
    assert numbers_in(answer.text) == [number]
    assert wanted not in str(answer.url)


@pytest.mark.parametrize("wanted", ["13997", "卓", "\x00", "%", "' or 1=1", "六", "x" * 64, ""])
def test_look_up_of_anything_else_finds_nothing(officer: Browser, wanted: str) -> None:
    """No guessing by parts of a name or number."""
    register()
    officer.get("/console/registrations")
    answer = officer.post("/console/registrations", wanted=wanted)
    assert answer.status_code in (200, 303)
    assert numbers_in(answer.text) == []


def test_list_is_read_in_pages(officer: Browser) -> None:
    """25 a page, newest first, without gap or overlap; filters go along."""
    for day in range(1, 29):
        register(id_number=with_check_digit(f"630102199003{day:02d}001"), phone=f"139976{day:05d}")
    first = officer.get("/console/registrations?status=submitted").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following and "status=submitted" in following.group(1)
    second = officer.get(following.group(1).replace("&amp;", "&")).text
    assert 'rel="next"' not in second and 'rel="prev"' in second
    seen = numbers_in(first) + numbers_in(second)
    assert (len(numbers_in(first)), len(set(seen))) == (25, 28)


def with_check_digit(stem: str) -> str:
    """A made-up ID number: 17 digits and their check character (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return stem + "10X98765432"[sum(int(d) * w for d, w in zip(stem, weights, strict=True)) % 11]
