"""`GET /wechat`: the platform's check of our address, with its documented vectors."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.core import settings
from bot import callback

VECTORS = [
    ("1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"),
    ("1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
]


@pytest.fixture
def client(data_dir: object, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("WECHAT_TOKEN", "AAAAA")
    settings.forget_settings()
    app = FastAPI()
    app.include_router(callback.router)
    return TestClient(app)


def get(client: TestClient, **params: str) -> httpx.Response:
    return client.get("/wechat", params=params)


@pytest.mark.parametrize(("timestamp", "nonce", "signature"), VECTORS)
def test_documented_vectors(client: TestClient, timestamp: str, nonce: str, signature: str) -> None:
    response = get(client, signature=signature, timestamp=timestamp, nonce=nonce, echostr="00412")
    assert (response.status_code, response.text) == (200, "00412")
    assert response.headers["content-type"].startswith("text/plain")


def test_anything_else_is_refused_without_a_body(client: TestClient) -> None:
    timestamp, nonce, signature = VECTORS[0]
    good = {"signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": "1"}
    for wrong in ({"signature": "é"}, {"timestamp": "1"}, {"nonce": ""}, {"signature": ""}):
        response = get(client, **good | wrong)
        assert (response.status_code, response.content) == (403, b"")
    for missing in good:
        params = {name: value for name, value in good.items() if name != missing}
        assert get(client, **params).status_code == 403
    repeated = "&".join(f"{name}={value}" for name, value in [*good.items(), ("nonce", nonce)])
    assert client.get(f"/wechat?{repeated}").status_code == 403
