"""What the channel adds to a turn, and how it behaves with many people at once.

Starts the product, then alternates the same utterances (A) straight to the Rasa server and (B)
through the encrypted callback, one at a time, and prints the ratio of the medians; then lets 50
people write at once. Prints figures, asserts nothing. Bounded: about a minute.
Usage: python -m tests.load.turn_cost [--turns 200] [--people 50] [--each 6]
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.support.product import Product, running

QUESTIONS = [
    "失业登记怎么办理",
    "线上登记几天能办好",
    "自己辞职能领失业金吗",
    "创业贷款十万要反担保吗",
    "就业困难人员怎么认定",
    "你好",
]


class Direct:
    """Speaks to the Rasa server as the app does."""

    def __init__(self, product: Product) -> None:
        token = json.loads((product.data_dir / "secrets.json").read_text())["nlu_token"]
        self._http = httpx.AsyncClient(
            base_url=product.nlu, headers={"Authorization": f"Bearer {token}"}, trust_env=False
        )

    async def say(self, person: str, text: str) -> float:
        started = time.perf_counter()
        body = {"sender": person, "message": text}
        response = await self._http.post("/webhooks/rest/webhook", json=body, timeout=30)
        response.raise_for_status()
        return (time.perf_counter() - started) * 1000


class Callback:
    """Speaks to `POST /wechat` as the platform does: signed and encrypted, one keep-alive line."""

    def __init__(self, product: Product) -> None:
        from tests.support import wechat_client

        secrets = json.loads((product.data_dir / "secrets.json").read_text())
        wechat_client.WECHAT.update(
            WECHAT_TOKEN=secrets["wechat_token"],
            WECHAT_AES_KEY=secrets["wechat_aes_key"],
            WECHAT_APPID="wx" + secrets["wechat_appid"][:16].lower(),
            WECHAT_ORIGINAL_ID="gh_" + secrets["wechat_original_id"][:12].lower(),
        )
        self._wire: Any = wechat_client
        self._key = secrets["wechat_aes_key"]
        self._account = wechat_client.WECHAT["WECHAT_ORIGINAL_ID"]
        self._http = httpx.AsyncClient(base_url=product.app, trust_env=False)
        self._count = 0

    async def say(self, person: str, text: str) -> float:
        self._count += 1
        xml = self._wire.message_xml(
            openid=f"o{person:0>27}"[:28],
            msg_id=str(10_000_000 + self._count),
            Content=text,
            ToUserName=self._account,
        )
        wire = self._wire.callback(xml, key=self._key, account=self._account)
        started = time.perf_counter()
        response = await self._http.post(
            "/wechat", params=wire.params, content=wire.body, timeout=30
        )
        took = (time.perf_counter() - started) * 1000
        response.raise_for_status()
        if response.text == "success":
            print("  a reply came too late for the passive answer", file=sys.stderr)
        return took


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def line(name: str, values: list[float]) -> str:
    return (
        f"{name:<34} median {statistics.median(values):7.1f} ms   "
        f"p95 {percentile(values, 0.95):7.1f}   p99 {percentile(values, 0.99):7.1f}   "
        f"max {max(values):7.1f}   n {len(values)}"
    )


async def one_person(product: Product, turns: int) -> None:
    direct, callback = Direct(product), Callback(product)
    for warm in range(12):
        await direct.say("warmdirect", QUESTIONS[warm % len(QUESTIONS)])
        await callback.say("warmcallback", QUESTIONS[warm % len(QUESTIONS)])
    straight, through = [], []
    for number in range(turns):
        person, text = f"p{number // 12}", QUESTIONS[number % len(QUESTIONS)]
        straight.append(await direct.say("d" + person, text))
        through.append(await callback.say("c" + person, text))
    print(line("straight to the Rasa server", straight))
    print(line("through the encrypted callback", through))
    ratio = statistics.median(through) / statistics.median(straight)
    pairs = statistics.median(b / a for a, b in zip(straight, through, strict=True))
    print(f"ratio of medians {ratio:.2f}   median of pairwise ratios {pairs:.2f}   (bound 1.5)")


async def many_people(product: Product, people: int, each: int) -> None:
    callback = Callback(product)

    async def person(number: int) -> list[float]:
        name = f"crowd{number}"
        return [await callback.say(name, QUESTIONS[(number + i) % 6]) for i in range(each)]

    started = time.perf_counter()
    took = [t for times in await asyncio.gather(*map(person, range(people))) for t in times]
    seconds = time.perf_counter() - started
    print(line(f"{people} people at once", took))
    print(
        f"{len(took) / seconds:.0f} messages/s   replies after 5 s: {sum(t > 5000 for t in took)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--each", type=int, default=6)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, running(Path(directory)) as product:
        asyncio.run(one_person(product, arguments.turns))
        asyncio.run(many_people(product, arguments.people, arguments.each))


if __name__ == "__main__":
    main()
