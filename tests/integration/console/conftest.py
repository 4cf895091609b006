"""A running console on each kind of database, and people of each role in front of it."""

from collections.abc import Iterator

import pytest

from backend.console import pace
from backend.staff.models import StaffRole
from tests.integration.console.running_console import Browser, make_accounts, running_console


@pytest.fixture
def address(database: str) -> Iterator[str]:
    """The console's address; there is one account of each role."""
    make_accounts()
    pace.forget_failures()
    with running_console() as url:
        yield url


@pytest.fixture
def visitor(address: str) -> Iterator[Browser]:
    """Somebody not signed in."""
    browser = Browser(address)
    yield browser
    browser.http.close()


@pytest.fixture
def hotline(visitor: Browser) -> Browser:
    """A hotline operator."""
    visitor.enter_as(StaffRole.HOTLINE)
    return visitor


@pytest.fixture
def officer(visitor: Browser) -> Browser:
    """A registration officer."""
    visitor.enter_as(StaffRole.OFFICER)
    return visitor


@pytest.fixture
def administrator(visitor: Browser) -> Browser:
    """An administrator."""
    visitor.enter_as(StaffRole.ADMINISTRATOR)
    return visitor
