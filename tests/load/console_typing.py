"""How long the hotline page takes from a keystroke to the painted answer, in a real Chromium.

Run: uv run python -m tests.load.console_typing [--rounds 3]
Prints p50 and p99 of the server alone, of the whole way, and of opening the second answer right
after the last letter (its body comes only then), each as a ratio to an endpoint that answers
nothing, asked the same way in the same run; nothing is asserted, machines differ.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable

import httpx
from fastapi import FastAPI, Response
from playwright.sync_api import Page, sync_playwright

QUESTIONS = (
    "失业金怎么领", "sybx", "cydk", "自己辞职能领失业保险金吗", "社保断了咋办", "shiyedengji",
    "灵活就业补贴多少钱", "公益性岗位", "村里能办登记吗", "创业贷款20万",
)  # fmt: skip
KEY_PAUSE_MS = 120  # ten letters a second is a fast typist
WATCH = """() => {
  window.taken = [];
  window.opened = [];
  let typedAt = 0;
  const box = document.getElementById("q");
  box.addEventListener("input", () => { typedAt = performance.now(); }, true);
  const afterPaint = (act) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = act;
    channel.port2.postMessage(0);
  };
  const painted = (since) => requestAnimationFrame(
    () => afterPaint(() => window.taken.push(performance.now() - since)));
  const waitForSecond = (since) => requestAnimationFrame(() => {
    if (!document.querySelectorAll(".hit")[1]?.matches("[open]:has(.body)")) waitForSecond(since);
    else afterPaint(() => window.opened.push(performance.now() - since));
  });
  window.addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "Digit2") waitForSecond(performance.now());
  }, true);
  new MutationObserver(() => { if (typedAt) { painted(typedAt); typedAt = 0; } })
    .observe(document.getElementById("results"), { childList: true });
  window.askNothing = async () => {
    const since = performance.now();
    await (await fetch("/console/typing-floor")).text();
    await new Promise((done) => requestAnimationFrame(() => afterPaint(done)));
    return performance.now() - since;
  };
}"""


def prefixes() -> list[str]:
    """Every text the box holds while the questions are typed."""
    return [question[:end] for question in QUESTIONS for end in range(1, len(question) + 1)]


def timed(ask: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    ask()
    return (time.perf_counter() - start) * 1000


def line(name: str, taken: list[float], floor: list[float]) -> str:
    """p50 and p99 with their ratios to the floor."""
    said = []
    for share in (0.5, 0.99):
        ms, least = (sorted(some)[int(share * (len(some) - 1))] for some in (taken, floor))
        said.append(f"p{share * 100:.0f} {ms:6.1f} ms = {ms / least:4.1f} x")
    return f"{name:30} {'   '.join(said)}   (n={len(taken)})"


def measure_server(address: str, token: str, rounds: int) -> None:
    """One connection kept open, every prefix, the empty endpoint in between."""
    cookies = {"staff_session": token}
    with httpx.Client(base_url=address, trust_env=False, cookies=cookies, timeout=60) as client:

        def answers(text: str) -> float:
            return timed(lambda: client.get("/console/faq/answers", params={"q": text}))

        asked: list[float] = []
        floor: list[float] = []
        for text in [*prefixes()[:20], *prefixes() * rounds]:
            asked.append(answers(text))
            floor.append(timed(lambda: client.get("/console/typing-floor")))
    print(line("server, empty endpoint", floor[20:], floor[20:]))
    print(line("server, a keystroke's answer", asked[20:], floor[20:]))


def measure_browser(page: Page, rounds: int) -> None:
    """Typed letter by letter, from the input event to the frame after the answer is in place."""
    page.goto("/console/faq")
    page.evaluate(WATCH)
    floor: list[float] = []
    for _ in range(rounds + 1):
        for question in QUESTIONS:
            page.fill("#q", "")
            page.keyboard.type(question, delay=KEY_PAUSE_MS)
            floor += [page.evaluate("askNothing()") for _ in question]
    page.wait_for_timeout(500)
    taken = page.evaluate("window.taken")
    warm, floor = taken[len(taken) // (rounds + 1) :], floor[len(floor) // (rounds + 1) :]
    print(line("browser, empty endpoint", floor, floor))
    print(line("browser, keystroke to paint", warm, floor))
    within = sum(ms < 50 for ms in warm) / len(warm)
    print(f"{'keystrokes painted in 50 ms':30} {within:.1%}")
    measure_opening(page, rounds, floor)


def measure_opening(page: Page, rounds: int, floor: list[float]) -> None:
    """Alt and 2 as soon as the last letter is typed, until the second answer stands open."""
    for question in QUESTIONS * rounds:
        page.fill("#q", "")
        page.keyboard.type(question, delay=KEY_PAUSE_MS)
        page.keyboard.press("Alt+2")
        page.wait_for_timeout(300)
    print(line("browser, opening the second", page.evaluate("window.opened"), floor))


def main() -> None:
    """Start a console on an empty database and measure both ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        # only now: the settings are read when these are imported and used
        from backend import migrations
        from backend.core.db import forget_engine
        from backend.staff.models import StaffRole
        from tests.integration.console import running_console as console

        migrations.upgrade()
        console.make_accounts()
        app = console.console_app

        def with_floor() -> FastAPI:
            made = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
            made.add_api_route("/console/typing-floor", lambda: Response(""))
            made.mount("", app())
            return made

        console.console_app = with_floor
        with console.running_console() as address:
            visitor = console.Browser(address)
            visitor.enter_as(StaffRole.HOTLINE)
            token = visitor.http.cookies["staff_session"]
            visitor.http.close()
            measure_server(address, token, rounds)
            path = shutil.which("chromium") or shutil.which("google-chrome")
            with sync_playwright() as playwright:
                flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
                browser = playwright.chromium.launch(executable_path=path, args=flags)
                context = browser.new_context(base_url=address)
                context.add_cookies([{"name": "staff_session", "value": token, "url": address}])
                measure_browser(context.new_page(), rounds)
                browser.close()
        forget_engine()


if __name__ == "__main__":
    main()
