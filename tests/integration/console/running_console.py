"""Runs the real console and FAQ API on a free port in a thread, for tests that speak HTTP."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import httpx
import uvicorn
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select

import backend.console
import backend.policies.api
from backend.core.db import unit_of_work
from backend.jobseekers import service as jobseekers
from backend.policies.search import policy_search
from backend.registrations import service as registrations
from backend.staff import service
from backend.staff.models import StaffAccount, StaffRole
from backend.staff.schemas import PasswordCheck

PASSWORD = "river-goose-4512"
LOGINS = {
    StaffRole.HOTLINE: ("rexian", "热线小李"),
    StaffRole.OFFICER: ("zhuoma", "卓玛"),
    StaffRole.ADMINISTRATOR: ("guanli", "管理员"),
}


def console_app() -> FastAPI:
    """An app as the product's, with only the staff side in it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(backend.policies.api.router)
    backend.console.install(app)
    return app


@lru_cache
def _hash_of_password() -> str:
    """Argon2 is slow on purpose; a hash made with the least work is also checked with the least."""
    return PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)


def make_accounts() -> None:
    """One account of each role."""
    with unit_of_work() as session:
        for role, (login, name) in LOGINS.items():
            session.add(
                StaffAccount(
                    login=login, display_name=name, role=role, password_hash=_hash_of_password()
                )
            )


@contextmanager
def running_console() -> Iterator[str]:
    """Serve the app and yield its address."""
    policy_search()  # as the product does before it answers
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            console_app(), log_level="critical", ws="none", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Browser:
    """A browser without a window: keeps cookies, sends the CSRF token of the last page's forms."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=60)
        self.csrf = ""

    def get(self, path: str, **options: object) -> httpx.Response:
        """Open a page and remember its CSRF token."""
        answer = self.http.get(path, **options)  # type: ignore[arg-type]
        self._remember(answer)
        return answer

    def post(self, path: str, **values: str) -> httpx.Response:
        """Send a form."""
        answer = self.http.post(path, data={"csrf": self.csrf, **values})
        self._remember(answer)
        return answer

    def enter_as(self, role: StaffRole) -> None:
        """Be signed in without the form: a session of that role's account in the cookie."""
        with unit_of_work() as session:
            account = session.scalars(
                select(StaffAccount).where(StaffAccount.login == LOGINS[role][0])
            ).one()
            check = PasswordCheck(account.id, account.password_hash, is_right=True)
            token = service.sign_in(session, check)
        assert token
        self.http.cookies.clear()
        self.http.cookies.set("staff_session", token, domain="127.0.0.1")
        self.get("/console/password")  # any page of the person prints their CSRF token

    def sign_in(self, login: str, password: str = PASSWORD, next: str = "") -> httpx.Response:
        """Open the form and send it."""
        self.get("/console/sign-in", params={"next": next})
        answer = self.post("/console/sign-in", login=login, password=password, next=next)
        if answer.status_code == 303:
            self.get("/console/password")  # any page of the person prints their CSRF token
        return answer

    def _remember(self, answer: httpx.Response) -> None:
        if found := re.search(r'name="csrf" value="([^"]+)"', answer.text):
            self.csrf = found.group(1)


ANSWERS = {
    "consent": "同意",
    "name": "卓玛措",
    "id_number": "63010219900307001X",
    "phone": "13997612346",
    "education": "大专",
    "hukou_region": "西宁市城东区建国路5号",
    "residence_region": "共和县恰卜恰镇12号",
    "health": "健康",
    "employment_status": "没有工作",
    "receives_pension": "否",
    "unemployment_reason": "辞职",
    "unemployed_on": "2025年9月",
    "job_wish": "A",
    "wanted_occupation": "电焊工",
    "wanted_region": "西宁",
    "wanted_wage": "5000",
    "wants_training": "是",
    "confirm": "是",
}


def register(kind: str = "unemployment", **answers: str) -> str:
    """Submit a registration as the conversation does; returns its id."""
    said = {**ANSWERS, **answers}
    with unit_of_work() as session:
        account = jobseekers.recognise(session, "gh_test", f"openid of {said['id_number']}")
        opened = registrations.open_draft(session, account.jobseeker_id, kind)
        assert isinstance(opened, registrations.Opened)
        while key := registrations.next_field(opened.draft):
            if key not in said:
                assert registrations.skip_field(session, opened.draft, key), key
                continue
            given = registrations.give_field(session, opened.draft, key, said[key])
            assert isinstance(given, registrations.Accepted), given
        done = registrations.submit(session, account.jobseeker_id)
        assert isinstance(done, registrations.Submitted), done
        return registrations.list_registrations(session, query=done.number).rows[0].id
