"""The channel with real Redis and database; WeChat's API and Rasa answer at the wire."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from backend.conversations.models import OutboxMessage, Turn
from backend.core import settings
from backend.core.clock import now
from backend.core.db import reading, unit_of_work
from backend.policies.search import policy_search
from bot.wording import phrase
from tests.support.channel import open_channel
from tests.support.wechat_client import OPENID, Callback, callback, message_xml
from tests.support.wire import Answer, Request, Server, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Rasa:
    """What stands behind RASA_URL: remembers what it heard, may be slow or broken."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.delay = 0.0
        self.status = 200
        self.utterances: list[dict[str, Any]] | None = None

    def __call__(self, request: Request) -> Answer:
        self.heard.append(request.json)
        time.sleep(self.delay)
        said = [
            {"recipient_id": request.json["sender"], "text": f"听到：{request.json['message']}"}
        ]
        return Answer(said if self.utterances is None else self.utterances, self.status)


class Platform:
    """WeChat's API: hands out tokens and takes customer-service messages."""

    def __init__(self) -> None:
        self.errcodes: list[int] = []

    def __call__(self, request: Request) -> Answer:
        if request.path == "/cgi-bin/stable_token":
            return Answer({"access_token": f"T{time.time_ns()}", "expires_in": 7200})
        errcode = self.errcodes.pop(0) if self.errcodes else 0
        return Answer({"errcode": errcode, "errmsg": "x"})


@pytest.fixture
def rasa(database: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rasa]:
    rasa = Rasa()
    with serving(rasa) as server:
        monkeypatch.setenv("RASA_URL", server.url)
        settings.forget_settings()
        yield rasa


@pytest.fixture
def short_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers that take a second are late."""
    monkeypatch.setenv("REPLY_DEADLINE_SECONDS", "0.6")
    settings.forget_settings()


@pytest.fixture
def platform(rasa: Rasa, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Platform, Server]]:
    platform = Platform()
    with serving(platform) as server:
        monkeypatch.setenv("WECHAT_API_BASE", server.url)
        settings.forget_settings()
        yield platform, server


def sends(server: Server) -> list[str]:
    return [body["text"]["content"] for body in server.bodies("/cgi-bin/message/custom/send")]


def turns() -> list[Turn]:
    with reading() as session:
        return list(session.scalars(select(Turn).order_by(Turn.received_at)))


def outbox_states() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.sequence)))


async def test_a_message_is_answered_in_the_passive_reply(rasa: Rasa) -> None:
    async with open_channel() as channel:
        assert await channel.say(callback(message_xml(), openid=OPENID)) == "听到：你好"
    (turn,) = turns()
    assert (turn.state, turn.text, turn.outcome) == ("answered", "你好", "answered")
    assert {"records", "queue", "dialogue"} <= set(turn.room_ms)


async def test_three_deliveries_make_one_turn_and_the_same_answer(rasa: Rasa) -> None:
    rasa.delay = 0.2
    xml = message_xml()
    async with open_channel() as one, open_channel() as other:
        together = await asyncio.gather(
            one.say(callback(xml)), other.say(callback(xml)), one.say(callback(xml))
        )
        again = await other.say(callback(xml))
    assert [*together, again] == ["听到：你好"] * 4
    assert len(rasa.heard) == 1
    assert len(turns()) == 1


async def test_same_second_messages_of_different_content_are_different(rasa: Rasa) -> None:
    async with open_channel() as channel:
        await channel.say(callback(message_xml(msg_id="1", CreateTime="1700000000")))
        await channel.say(callback(message_xml(msg_id="2", CreateTime="1700000000")))
        other = message_xml(openid="oOther00000000000000000000A", msg_id="1")
        await channel.say(callback(other))
    assert len(rasa.heard) == 3


@pytest.mark.usefixtures("short_deadline")
async def test_a_slow_answer_is_delivered_later_and_once(
    rasa: Rasa, platform: tuple[Platform, Server]
) -> None:
    _, server = platform
    rasa.delay = 1.2
    xml = message_xml()
    async with open_channel() as channel:
        assert await channel.say(callback(xml)) is None
        assert await channel.say(callback(xml)) is None
        await channel.reception.close()
        assert await channel.delivery.deliver_due() == 0
    assert sends(server) == ["听到：你好"]
    assert server.bodies("/cgi-bin/message/custom/send")[0]["touser"] == OPENID
    assert [turn.state for turn in turns()] == ["late"]
    assert outbox_states() == ["sent"]


async def test_a_long_answer_continues_through_the_outbox_in_order(
    rasa: Rasa, platform: tuple[Platform, Server]
) -> None:
    _, server = platform
    rasa.utterances = [{"text": "".join(f"第{number}句话在这里。" for number in range(300))}]
    async with open_channel() as channel:
        first = await channel.say(callback(message_xml()))
        await channel.reception.close()
    texts = [first or "", *sends(server)]
    assert "".join(texts) == rasa.utterances[0]["text"]
    assert all(len(text.encode()) <= 1800 for text in texts)


async def test_one_turn_at_a_time_in_order_over_two_processes(rasa: Rasa) -> None:
    rasa.delay = 0.2
    async with open_channel() as one, open_channel() as other:
        waiting = []
        for number in range(6):
            xml = message_xml(msg_id=str(number), Content=f"第{number}条")
            channel = one if number % 2 else other
            waiting.append(asyncio.create_task(channel.say(callback(xml))))
            while len(turns()) <= number:  # it stands in line before it is written down
                await asyncio.sleep(0.01)
        await asyncio.gather(*waiting)
    assert [heard["message"] for heard in rasa.heard] == [f"第{number}条" for number in range(6)]


async def test_personal_numbers_never_reach_rasa_or_the_turn(rasa: Rasa) -> None:
    text = "我叫张三，身份证63010219900307001X，电话13812345678"
    async with open_channel() as channel:
        await channel.say(callback(message_xml(Content=text)))
    heard = rasa.heard[0]["message"]
    assert "63010219900307001X" not in heard and "13812345678" not in heard
    assert "[[id:" in heard and "[[phone:" in heard
    assert turns()[0].text == heard


async def test_numbered_choices_are_remembered_for_the_next_message(rasa: Rasa) -> None:
    rasa.utterances = [
        {
            "text": "哪个？",
            "buttons": [{"title": "甲", "payload": "/a"}, {"title": "乙", "payload": "/b"}],
        }
    ]
    async with open_channel() as channel:
        await channel.say(callback(message_xml(msg_id="1")))
        rasa.utterances = None
        assert await channel.say(callback(message_xml(msg_id="2", Content="２"))) == "听到：/b"
        # the choice is used up: a digit is a digit again
        assert await channel.say(callback(message_xml(msg_id="3", Content="2"))) == "听到：2"


async def test_a_typed_slash_is_no_command(rasa: Rasa) -> None:
    async with open_channel() as channel:
        await channel.say(callback(message_xml(Content="/restart")))
    assert rasa.heard[0]["message"] == "／restart"


@pytest.mark.parametrize("kind", ["voice", "image", "video", "link"])
async def test_media_get_an_honest_answer_without_rasa(rasa: Rasa, kind: str) -> None:
    async with open_channel() as channel:
        xml = message_xml(MsgType=kind, Content=None, MediaId="m")
        assert await channel.say(callback(xml)) == phrase(kind)
    assert rasa.heard == []


async def test_events_follow_click_location_unfollow(rasa: Rasa) -> None:
    async with open_channel() as channel:

        async def event(name: str, number: int, **fields: str) -> str | None:
            xml = message_xml(
                MsgType="event",
                Event=name,
                Content=None,
                MsgId=None,
                CreateTime=str(number),
                **fields,
            )
            return await channel.say(callback(xml))

        welcome = await event("subscribe", 1, EventKey="")
        assert welcome and "1. 办理失业登记" in welcome
        assert await channel.say(callback(message_xml(Content="1"))) == "听到：/start_registration"
        assert await event("CLICK", 2, EventKey="status") == "听到：/ask_registration_status"
        assert await event("CLICK", 3, EventKey="no-such-key") == phrase("unsupported")
        assert await event("VIEW", 4, EventKey="https://x") is None
        assert await event("unsubscribe", 5) is None
        place = message_xml(msg_id="9", MsgType="location", Content=None, Label="西宁市城西区")
        assert await channel.say(callback(place)) == "听到：我的位置是西宁市城西区"
        nowhere = message_xml(msg_id="10", MsgType="location", Content=None)
        assert await channel.say(callback(nowhere)) == phrase("location_without_name")


async def test_rasa_down_is_answered_by_search(rasa: Rasa) -> None:
    rasa.status = 503
    policy_search()  # the app builds it before it listens
    async with open_channel() as channel:
        answer = await channel.say(callback(message_xml(Content="线上办理失业登记几天办结？")))
        assert answer and phrase("dialogue_away") in answer and "青人社厅发〔2023〕9号" in answer
        payload = message_xml(
            MsgType="event", Event="CLICK", EventKey="register", Content=None, MsgId=None
        )
        assert await channel.say(callback(payload)) == phrase("dialogue_away")


async def test_redis_down_still_answers_once(
    rasa: Rasa, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")
    settings.forget_settings()
    xml = message_xml()
    async with open_channel() as channel:
        assert await channel.say(callback(xml)) == "听到：你好"
        assert await channel.say(callback(xml)) == "听到：你好"
    assert len(rasa.heard) == 1


async def test_database_down_says_so_and_never_5xx(
    rasa: Rasa, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder.sqlite3")
    settings.forget_settings()
    from backend.core import db

    db.forget_engine()
    async with open_channel() as channel:
        assert await channel.say(callback(message_xml())) == phrase("store_away")


async def test_a_turn_whose_process_died_is_finished_by_another(
    rasa: Rasa, platform: tuple[Platform, Server]
) -> None:
    _, server = platform
    async with open_channel() as channel:
        await channel.say(callback(message_xml()))
        with unit_of_work() as session:  # as a crash in mid-turn leaves it
            turn = session.scalars(select(Turn)).one()
            turn.state, turn.finished_at, turn.replies = "processing", None, []
            turn.lease_until = now()
        assert await channel.reception.finish_abandoned() == 1
        await channel.reception.close()
        assert await channel.reception.finish_abandoned() == 0
    assert sends(server) == ["听到：你好"]


@pytest.mark.usefixtures("short_deadline")
@pytest.mark.parametrize(
    ("errcodes", "states", "count"),
    [
        ([45015], ["window_closed"], 1),
        ([45047], ["window_closed"], 1),
        ([40003], ["failed"], 1),
        ([40001, 0], ["sent"], 2),
        ([40001, 40001], ["created"], 2),
        ([-1], ["created"], 1),
        ([99999], ["failed"], 1),
    ],
)
async def test_each_error_code_has_its_reaction(
    rasa: Rasa,
    platform: tuple[Platform, Server],
    errcodes: list[int],
    states: list[str],
    count: int,
) -> None:
    wechat, server = platform
    wechat.errcodes = list(errcodes)
    rasa.delay = 0.9
    async with open_channel() as channel:
        await channel.say(callback(message_xml()))
        await channel.reception.close()
    assert outbox_states() == states
    assert len(sends(server)) == count


async def forbidden(delivery: Callback) -> bool:
    async with open_channel() as channel:
        response = await channel.post(delivery)
        return response.status_code == 403 and response.content == b""


async def test_forged_and_foreign_callbacks_are_refused(rasa: Rasa) -> None:
    good = callback(message_xml())
    for change in (
        {"signature": "0" * 40},
        {"msg_signature": "0" * 40},
        {"timestamp": "1714036504"},
        {"timestamp": "x"},
        {"nonce": ""},
        {"encrypt_type": "raw"},
        {"openid": "oSomebodyElse"},
    ):
        assert await forbidden(Callback(good.params | change, good.body)), change
    assert await forbidden(callback(message_xml(ToUserName="gh_another")))
    assert rasa.heard == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not xml",
        "<xml>",
        '{"ToUserName": "x"}',
        "<xml><Encrypt></Encrypt></xml>",
        '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>',
        "<xml>" + "<a>" * 5000,
        "<xml>" + "<a></a>" * 5000 + "</xml>",
        "x" * (64 * 1024 + 1),
    ],
)
async def test_unreadable_bodies_are_acknowledged_or_refused_never_5xx(
    rasa: Rasa, body: str
) -> None:
    good = callback(message_xml())
    async with open_channel() as channel:
        response = await channel.post(Callback(good.params, body))
    assert (response.status_code, response.text) in {(200, "success"), (403, "")}
    assert rasa.heard == []


@pytest.mark.parametrize(
    "xml",
    [
        "<xml/>",
        "<other/>",
        "<xml><MsgType>text</MsgType></xml>",
        "<xml><ToUserName>gh_0123456789ab</ToUserName><FromUserName>o</FromUserName></xml>",
        '<!DOCTYPE xml [<!ENTITY e "x">]>' + message_xml(),
        b"\xff\xfe\x00",
        "",
    ],
)
async def test_unreadable_messages_inside_good_envelopes(rasa: Rasa, xml: str | bytes) -> None:
    async with open_channel() as channel:
        response = await channel.post(callback(xml))
    assert response.status_code in (200, 403)
    assert rasa.heard == []


async def test_control_characters_are_stripped_and_replies_cannot_be_injected(rasa: Rasa) -> None:
    async with open_channel() as channel:
        assert await channel.say(callback(message_xml(Content="你\x1d好"))) == "听到：你好"
        rasa.utterances = [{"text": "a]]><MsgType>x</MsgType>\x00b"}]
        answer = await channel.say(callback(message_xml(msg_id="2")))
    assert answer == "a]]><MsgType>x</MsgType>b"
