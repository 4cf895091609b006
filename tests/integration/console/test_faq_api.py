"""The FAQ API over HTTP: who may call it, and what it answers."""

import pytest

from backend.core import settings
from tests.integration.console.running_console import Browser


def test_api_asks_who_is_calling(visitor: Browser) -> None:
    """401 as JSON without session or token, also before anything else is checked."""
    for params in ({"q": "失业登记"}, {}):
        answer = visitor.get("/api/faq/search", params=params)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["detail"]


def test_api_takes_a_staff_session(hotline: Browser) -> None:
    """The same object as the command line prints."""
    answer = hotline.get("/api/faq/search", params={"q": "失业登记怎么办理", "k": "2"})
    found = answer.json()
    assert set(found) == {"query", "decision", "hits", "as_of"}
    assert found["decision"] == "answer" and len(found["hits"]) == 2
    assert found["hits"][0]["citations"][0]["document_number"] == "青人社厅发〔2023〕9号"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer secret-token-1", 200),
        ("bearer secret-token-1", 200),
        ("Bearer secret-token-2", 401),
        ("Bearer", 401),
        ("Basic secret-token-1", 401),
        ("Bearer 密钥", 401),
    ],
)
def test_api_takes_the_service_token(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch, header: str, status: int
) -> None:
    """Exactly that token, as a bearer."""
    monkeypatch.setenv("SERVICE_TOKEN", "secret-token-1")
    settings.security_settings.cache_clear()
    headers = {"Authorization": header.encode()}
    answer = visitor.get("/api/faq/search", params={"q": "社保"}, headers=headers)
    assert answer.status_code == status


def test_api_without_a_configured_token_takes_none(visitor: Browser) -> None:
    """An empty SERVICE_TOKEN is no password."""
    for header in ("Bearer", "Bearer None"):
        answer = visitor.get("/api/faq/search?q=x", headers={"Authorization": header})
        assert answer.status_code == 401


@pytest.mark.parametrize(
    "params",
    [
        {"q": "问" * 201},
        {"k": "3"},
        {"q": "x", "k": "0"},
        {"q": "x", "k": "99"},
        {"q": "x", "region": "110000"},
        {"q": "x", "region": "639999"},
        {"q": "x", "region": "西宁"},
    ],
)
def test_api_limits_its_input(hotline: Browser, params: dict[str, str]) -> None:
    """Too long, missing, or too many: 422 as JSON."""
    answer = hotline.get("/api/faq/search", params=params)
    assert answer.status_code == 422 and answer.json()["detail"]


def test_api_finds_nothing_for_nothing(hotline: Browser) -> None:
    """An empty question is a result, not an error."""
    assert hotline.get("/api/faq/search", params={"q": ""}).json()["decision"] == "none"


@pytest.mark.parametrize("region", ["630000", "630100", "632801"])
def test_api_takes_a_region(hotline: Browser, region: str) -> None:
    """The province, a prefecture, a county: rules of the whole province hold in each."""
    answer = hotline.get("/api/faq/search", params={"q": "失业登记怎么办理", "region": region})
    assert answer.status_code == 200 and answer.json()["decision"] == "answer"
