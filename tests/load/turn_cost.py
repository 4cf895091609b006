"""What the channel adds to a turn, and how it behaves with many people at once.

Starts the product, then alternates the utterances of one conversation (A) straight to the Rasa
server and (B) through the encrypted callback, one at a time, and prints the ratios; then lets 50
people write at once. Prints figures, asserts nothing. Bounded: about a minute.
Usage: python -m tests.load.turn_cost [--conversations 20] [--people 50] [--each 6]
"""

import argparse
import asyncio
import json
import sqlite3
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
# a conversation with dialogue, actions and records; personal numbers only exist behind the channel
CONVERSATION = [
    "你好",
    "自己辞职能领失业金吗",
    "我要办失业登记",
    "同意",
    "我叫张三，大专毕业",
    "失业金能领几个月",
    "户口在西宁市城西区五四大街",
    "创业贷款十万要反担保吗",
    "看看我填了什么",
    "学历改成本科",
    "先不办了",
    "删除草稿",
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


def conversation_of(product: Product, count: int) -> str:
    """The id behind the conversation that was opened last, so that actions know the person."""
    with sqlite3.connect(product.data_dir / "jobs.sqlite3") as database:
        rows = database.execute("SELECT id FROM conversations ORDER BY created_at").fetchall()
    database.close()
    assert len(rows) == count
    return str(rows[-1][0])


async def one_person(product: Product, conversations: int) -> None:
    direct, callback = Direct(product), Callback(product)
    straight, through = [], []
    for number in range(conversations + 1):
        # the person of the direct way says one word through the channel, to be known
        await callback.say(f"d{number}", "你好")
        known = conversation_of(product, 2 * number + 1)
        for text in CONVERSATION:
            pair = await direct.say(known, text), await callback.say(f"c{number}", text)
            if number:  # the first conversation warms up
                straight.append(pair[0])
                through.append(pair[1])
    print(line("straight to the Rasa server", straight))
    print(line("through the encrypted callback", through))
    turns = len(CONVERSATION)
    for name, chosen in (("all turns", range(turns)), ("policy questions", (1, 5, 7))):
        a = [t for i, t in enumerate(straight) if i % turns in chosen]
        b = [t for i, t in enumerate(through) if i % turns in chosen]
        ratio = statistics.median(b) / statistics.median(a)
        pairs = statistics.median(y / x for x, y in zip(a, b, strict=True))
        total = sum(b) / sum(a)
        print(
            f"{name:<17} ratio of medians {ratio:.2f}   median of pairwise ratios {pairs:.2f}   "
            f"ratio of sums {total:.2f}   (bound 1.5)"
        )


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
    parser.add_argument("--conversations", type=int, default=20)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--each", type=int, default=6)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, running(Path(directory)) as product:
        asyncio.run(one_person(product, arguments.conversations))
        asyncio.run(many_people(product, arguments.people, arguments.each))


if __name__ == "__main__":
    main()
