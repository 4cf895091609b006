"""The platform API as the product meets it: tokens, allowances, notices, menu, error codes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.access import Access
from bot.sandbox.clock import SandboxClock
from bot.sandbox.platform_errors import PlatformError
from tests.unit.sandbox.running import SandboxClient, sandbox_settings
from tests.unit.sandbox.tiny_product import APPID, SECRET, Answer, TinyProduct

ACCOUNT = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
SEND = "message/custom/send"
TEMPLATE = "message/template/send"
NOTICE = "message/subscribe/bizsend"
NOTICE_DATA = {"thing1": {"value": "失业登记已受理"}, "date2": {"value": "2025年3月1日"}}
CLICK = {"type": "click", "name": "查政策", "key": "POLICY"}
MENU = {
    "button": [
        CLICK,
        {
            "name": "办业务",
            "sub_button": [
                {"type": "click", "name": "失业登记", "key": "REGISTER"},
                {"type": "view", "name": "官网", "url": "https://example.org"},
            ],
        },
    ]
}


@pytest.fixture
def openid(sandbox: SandboxClient) -> str:
    """张三, who has just sent a message."""
    sandbox.act("张三", text="你好")
    name: str = sandbox.user("张三")["openid"]
    return name


def text_to(openid: str, content: str = "您好") -> dict[str, Any]:
    return {"touser": openid, "msgtype": "text", "text": {"content": content}}


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in the background."""
    for _ in range(200):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("did not happen")


class TestTokens:
    def test_the_stable_token_stays(self, sandbox: SandboxClient) -> None:
        first = sandbox.http.post("/cgi-bin/stable_token", json=ACCOUNT).json()
        again = sandbox.http.post("/cgi-bin/stable_token", json=ACCOUNT).json()
        assert first["access_token"] == again["access_token"]
        assert 300 <= first["expires_in"] <= 7200

    def test_the_plain_token_changes_and_the_old_one_lives_on(self, sandbox: SandboxClient) -> None:
        first, second = (
            sandbox.http.get("/cgi-bin/token", params=ACCOUNT).json()["access_token"]
            for _ in range(2)
        )
        assert first != second
        for token in (first, second):
            answer = sandbox.http.get("/cgi-bin/getcallbackip", params={"access_token": token})
            assert answer.json() == {"ip_list": ["127.0.0.1"]}

    @pytest.mark.parametrize(
        ("changed", "errcode"),
        [
            ({"appid": "wx0"}, 40013),
            ({"secret": "x"}, 40125),
            ({"appid": ""}, 41002),
            ({"secret": ""}, 41004),
            ({"grant_type": "x"}, 40002),
        ],
    )
    def test_wrong_accounts_are_refused(
        self, sandbox: SandboxClient, changed: dict[str, str], errcode: int
    ) -> None:
        asked = {**ACCOUNT, **changed}
        stable = sandbox.http.post("/cgi-bin/stable_token", json=asked).json()
        plain = sandbox.http.get("/cgi-bin/token", params=asked).json()
        assert stable["errcode"] == plain["errcode"] == errcode

    @pytest.mark.parametrize(("token", "errcode"), [("", 41001), ("never-issued", 40001)])
    def test_calls_need_a_good_token(
        self, sandbox: SandboxClient, token: str, errcode: int
    ) -> None:
        answer = sandbox.http.get("/cgi-bin/menu/get", params={"access_token": token})
        assert answer.status_code == 200
        assert answer.json()["errcode"] == errcode
        assert re.search(r"rid: \w{8}-\w{8}-\w{8}$", answer.json()["errmsg"])

    def test_tokens_expire_and_renew_early(self) -> None:
        clock = SandboxClock()
        access = Access(sandbox_settings("http://127.0.0.1:1/"), clock)
        first = access.stable_token(APPID, SECRET, is_forced=False)["access_token"]
        clock.advance(7200 - 200)
        second = access.stable_token(APPID, SECRET, is_forced=False)
        assert second["access_token"] != first
        assert second["expires_in"] == 7200
        access.check(first)  # both are good for the last five minutes
        clock.advance(201)
        with pytest.raises(PlatformError) as caught:
            access.check(first)
        assert caught.value.errcode == 42001

    def test_a_forced_renewal_ends_the_old_token_and_must_not_be_hurried(self) -> None:
        clock = SandboxClock()
        access = Access(sandbox_settings("http://127.0.0.1:1/"), clock)
        first = access.stable_token(APPID, SECRET, is_forced=False)["access_token"]
        second = access.stable_token(APPID, SECRET, is_forced=True)["access_token"]
        access.check(second)
        with pytest.raises(PlatformError) as caught:
            access.check(first)
        assert caught.value.errcode == 40001
        with pytest.raises(PlatformError) as hurried:
            access.stable_token(APPID, SECRET, is_forced=True)
        assert hurried.value.errcode == 45011


class TestCustomerServiceMessages:
    def test_five_after_a_message_then_45047(self, sandbox: SandboxClient, openid: str) -> None:
        codes = [sandbox.call(SEND, text_to(openid))["errcode"] for _ in range(6)]
        assert codes == [0, 0, 0, 0, 0, 45047]
        sandbox.act("张三", text="再来")
        assert sandbox.call(SEND, text_to(openid))["errcode"] == 0

    @pytest.mark.parametrize(
        "body",
        [
            {"event": "subscribe"},
            {"event": "click", "key": "K"},
            {"event": "scan", "scene": "fair"},
            {"text": "1", "menu_id": "1"},
        ],
    )
    def test_three_after_a_click_a_scan_or_subscribing(
        self, sandbox: SandboxClient, body: dict[str, Any]
    ) -> None:
        sandbox.act("李四", **body)
        openid = sandbox.user("李四")["openid"]
        codes = [sandbox.call(SEND, text_to(openid))["errcode"] for _ in range(4)]
        assert codes == [0, 0, 0, 45047]

    def test_windows_end(self, sandbox: SandboxClient, openid: str) -> None:
        sandbox.act("李四", event="subscribe")
        subscriber = sandbox.user("李四")["openid"]
        sandbox.http.post("/api/clock", json={"advance_s": 61})
        assert sandbox.call(SEND, text_to(subscriber))["errcode"] == 45015
        assert sandbox.call(SEND, text_to(openid))["errcode"] == 0
        sandbox.http.post("/api/clock", json={"advance_s": 48 * 3600})
        sandbox.forget_token()
        assert sandbox.call(SEND, text_to(openid))["errcode"] == 45015

    def test_a_view_event_opens_no_window(self, sandbox: SandboxClient) -> None:
        sandbox.act("李四", event="view", url="https://example.org")
        openid = sandbox.user("李四")["openid"]
        assert sandbox.call(SEND, text_to(openid))["errcode"] == 45015

    def test_who_left_gets_nothing(self, sandbox: SandboxClient, openid: str) -> None:
        sandbox.act("张三", event="unsubscribe")
        assert sandbox.call(SEND, text_to(openid))["errcode"] == 43004

    @pytest.mark.parametrize(
        ("changed", "errcode"),
        [
            ({"touser": "o" + "x" * 27}, 40003),
            ({"touser": None}, 40003),
            ({"msgtype": "poem"}, 40008),
            ({"text": {"content": " "}}, 44004),
            ({"text": None}, 44004),
            ({"text": {"content": "字" * 683}}, 45002),
            ({"msgtype": "news", "news": {"articles": [{"title": "1"}] * 2}}, 45008),
            ({"msgtype": "news", "news": {"articles": []}}, 44004),
            ({"msgtype": "news", "news": {"articles": [{}]}}, 40035),
            ({"msgtype": "msgmenu", "msgmenu": {"list": []}}, 44004),
            ({"msgtype": "msgmenu", "msgmenu": {"list": [{"id": "1"}]}}, 40035),
            ({"msgtype": "image", "image": {}}, 40007),
        ],
    )
    def test_refusals_cost_no_allowance(
        self, sandbox: SandboxClient, openid: str, changed: dict[str, Any], errcode: int
    ) -> None:
        assert sandbox.call(SEND, {**text_to(openid), **changed})["errcode"] == errcode
        assert sandbox.user("张三")["allowance"] == 5

    @pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'"x"'])
    def test_what_is_not_json_is_47001(self, sandbox: SandboxClient, body: bytes) -> None:
        url = f"/cgi-bin/{SEND}?access_token={sandbox.token}"
        assert sandbox.http.post(url, content=body).json()["errcode"] == 47001

    def test_escaped_text_is_shown_escaped_as_on_wechat(
        self, sandbox: SandboxClient, openid: str
    ) -> None:
        body = '{"touser":"%s","msgtype":"text","text":{"content":"\\u4f60好\\n\\u003c\\\\u"}}'
        url = f"/cgi-bin/{SEND}?access_token={sandbox.token}"
        answer = sandbox.http.post(url, content=(body % openid).encode()).json()
        assert answer["errcode"] == 0
        assert sandbox.chat("张三")[-1]["text"] == "\\u4f60好\n<\\u"

    def test_menu_messages_keep_their_choices(self, sandbox: SandboxClient, openid: str) -> None:
        choices = [{"id": "1", "content": "失业登记"}, {"id": "2", "content": "找工作"}]
        menu = {"head_content": "您要办什么？", "list": choices, "tail_content": "点一下即可"}
        body = {"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}
        assert sandbox.call(SEND, body)["errcode"] == 0
        shown = sandbox.chat("张三")[-1]
        assert (shown["kind"], shown["via"]) == ("menu", "customer_service")
        assert shown["text"] == "您要办什么？\n失业登记\n找工作\n点一下即可"
        assert shown["details"]["choices"] == choices

    def test_typing_needs_a_recent_act_and_is_not_repeated(
        self, sandbox: SandboxClient, openid: str
    ) -> None:
        def typing(command: str) -> Any:
            body = {"touser": openid, "command": command}
            return sandbox.call("message/custom/typing", body)["errcode"]

        assert [typing("Typing"), typing("Typing")] == [0, 45081]
        assert sandbox.user("张三")["typing"] is True
        sandbox.call(SEND, text_to(openid))
        assert sandbox.user("张三")["typing"] is False
        assert [typing("Typing"), typing("CancelTyping"), typing("Typing")] == [0, 0, 0]
        assert typing("Dance") == 45072
        sandbox.http.post("/api/clock", json={"advance_s": 31})
        assert typing("Typing") == 45080


class TestNotices:
    def body(self, openid: str, **changed: Any) -> dict[str, Any]:
        return {"touser": openid, "template_id": "T1", "data": NOTICE_DATA, **changed}

    def test_a_template_message_is_shown_and_receipted(
        self, sandbox: SandboxClient, product: TinyProduct, openid: str
    ) -> None:
        answer = sandbox.call(TEMPLATE, self.body(openid, url="https://example.org/n"))
        assert answer["errcode"] == 0
        shown = sandbox.chat("张三")[-1]
        assert (shown["kind"], shown["via"]) == ("notice", "template")
        assert shown["text"] == "失业登记已受理\n2025年3月1日\nhttps://example.org/n"
        until(lambda: product.pushes[-1]["Event"] == "TEMPLATESENDJOBFINISH")
        receipt = product.pushes[-1]
        assert receipt["MsgID"] == str(answer["msgid"])
        assert (receipt["Status"], receipt["FromUserName"]) == ("success", openid)

    def test_one_client_id_is_sent_once(self, sandbox: SandboxClient, openid: str) -> None:
        first, again = (
            sandbox.call(TEMPLATE, self.body(openid, client_msg_id="c1")) for _ in range(2)
        )
        assert first["msgid"] == again["msgid"]
        assert [m["via"] for m in sandbox.chat("张三")].count("template") == 1

    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"first": {"value": "您好"}},
            {"thing1": {"value": ""}},
            {"thing1": {"value": "字" * 21}},
            {"character_string1": {"value": "编号"}},
            {"phone_number1": {"value": "1" * 18}},
            {"phrase1": {"value": "已经受理完成"}},
            {"date1": {"value": "明天"}},
            {"name1": {"value": "A" * 21}},
            {"thing1": "plain"},
        ],
    )
    def test_values_outside_the_limits_are_47003(
        self, sandbox: SandboxClient, openid: str, data: dict[str, Any]
    ) -> None:
        assert sandbox.call(TEMPLATE, self.body(openid, data=data))["errcode"] == 47003

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("thing1", "字" * 20),
            ("time1", "2019年10月1日 15:01"),
            ("time1", "15:01"),
            ("time1", "2019年10月1日 15:01~2019年10月2日 15:01"),
            ("date3", "2025-03-01"),
            ("amount1", "￥100.5"),
            ("phrase12", "已受理"),
            ("name2", "张三"),
            ("const1", "办理中"),
            ("character_string1", "QH-2025-001"),
        ],
    )
    def test_values_within_the_limits_pass(
        self, sandbox: SandboxClient, openid: str, name: str, value: str
    ) -> None:
        data = {name: {"value": value}}
        assert sandbox.call(TEMPLATE, self.body(openid, data=data))["errcode"] == 0

    def test_who_left_and_bad_templates_are_refused(
        self, sandbox: SandboxClient, openid: str
    ) -> None:
        assert sandbox.call(TEMPLATE, self.body(openid, template_id=""))["errcode"] == 40037
        sandbox.act("张三", event="unsubscribe")
        assert sandbox.call(TEMPLATE, self.body(openid))["errcode"] == 43004

    def test_a_subscription_notice_needs_consent(
        self, sandbox: SandboxClient, product: TinyProduct, openid: str
    ) -> None:
        answer = sandbox.call(NOTICE, self.body(openid, page="https://example.org"))
        assert answer["errcode"] == 0
        assert sandbox.chat("张三")[-1]["via"] == "subscription"
        until(lambda: product.pushes[-1]["Event"] == "subscribe_msg_sent_event")
        product.behaviour = lambda push: Answer()
        choice = {"event": "subscribe_msg_popup_event", "template_id": "T1"}
        sandbox.act("张三", **choice, status="reject")
        assert sandbox.call(NOTICE, self.body(openid))["errcode"] == 43101
        sandbox.act("张三", **choice, status="accept")
        assert sandbox.call(NOTICE, self.body(openid))["errcode"] == 0


class TestMenu:
    def test_a_menu_is_created_shown_and_deleted(self, sandbox: SandboxClient) -> None:
        assert sandbox.call("menu/get")["errcode"] == 46003
        assert sandbox.call("menu/create", MENU)["errcode"] == 0
        first, second = sandbox.call("menu/get")["menu"]["button"]
        assert first == {**CLICK, "sub_button": []}
        assert [b["name"] for b in second["sub_button"]] == ["失业登记", "官网"]
        sandbox.act("张三", event="click", key="REGISTER")
        assert sandbox.chat("张三")[0]["details"]["menu_name"] == "失业登记"
        assert sandbox.call("menu/delete")["errcode"] == 0
        assert sandbox.call("menu/get")["errcode"] == 46003

    @pytest.mark.parametrize(
        ("buttons", "errcode"),
        [
            ([], 40016),
            ([CLICK] * 4, 40016),
            ([{**CLICK, "name": "六个汉字多了"}], 40018),
            ([{**CLICK, "name": ""}], 40018),
            ([{**CLICK, "key": "k" * 129}], 40019),
            ([{"type": "click", "name": "无"}], 40019),
            ([{"type": "view", "name": "网", "url": "u" * 1025}], 40020),
            ([{**CLICK, "type": "dance"}], 40017),
            ([{"name": "多", "sub_button": [CLICK] * 6}], 40023),
            ([{"name": "长", "sub_button": [{**CLICK, "name": "字" * 21}]}], 40025),
            (["x"], 40018),
        ],
    )
    def test_menus_beyond_the_limits_are_refused(
        self, sandbox: SandboxClient, buttons: list[Any], errcode: int
    ) -> None:
        assert sandbox.call("menu/create", {"button": buttons})["errcode"] == errcode


def test_user_details_tell_whether_someone_follows(sandbox: SandboxClient) -> None:
    sandbox.act("张三", event="subscribe", scene="fair_3")
    openid = sandbox.user("张三")["openid"]
    details = sandbox.call("user/info", openid=openid)
    assert (details["subscribe"], details["qr_scene_str"]) == (1, "fair_3")
    assert details["nickname"] == ""
    sandbox.act("张三", event="unsubscribe")
    assert sandbox.call("user/info", openid=openid) == {"subscribe": 0, "openid": openid}
    assert sandbox.call("user/info", openid="o-unknown")["errcode"] == 40003


def test_media_of_users_can_be_fetched(sandbox: SandboxClient, product: TinyProduct) -> None:
    sandbox.act("张三", image=True)
    sandbox.act("张三", voice=True)
    picture, voice = (push["MediaId"] for push in product.pushes)
    query = {"access_token": sandbox.token}
    got = sandbox.http.get("/cgi-bin/media/get", params={**query, "media_id": picture})
    assert got.content.startswith(b"\x89PNG")
    assert sandbox.http.get(product.pushes[0]["PicUrl"]).content == got.content
    heard = sandbox.http.get("/cgi-bin/media/get", params={**query, "media_id": voice})
    assert heard.content.startswith(b"#!AMR\n")
    assert sandbox.call("media/get", media_id="gone")["errcode"] == 40007


def test_unknown_paths_answer_like_the_platform(sandbox: SandboxClient) -> None:
    assert sandbox.call("no/such/api")["errcode"] == 40066


def test_scripted_faults_strike_as_often_as_told(sandbox: SandboxClient, openid: str) -> None:
    path = f"/cgi-bin/{SEND}"
    for fault in ({"errcode": -1, "times": 2}, {"http_status": 502}):
        answer = sandbox.http.post("/api/faults", json={"path": path, **fault})
        assert answer.status_code == 200
    codes = [sandbox.call(SEND, text_to(openid))["errcode"] for _ in range(2)]
    url = f"{path}?access_token={sandbox.token}"
    assert sandbox.http.post(url, json=text_to(openid)).status_code == 502
    codes.append(sandbox.call(SEND, text_to(openid))["errcode"])
    assert codes == [-1, -1, 0]
    assert sandbox.http.get("/api/faults").json() == {"faults": []}


def test_a_blocked_template_message_is_receipted_but_not_shown(
    sandbox: SandboxClient, product: TinyProduct, openid: str
) -> None:
    fault = {"path": f"/cgi-bin/{TEMPLATE}", "receipt": "failed:user block"}
    sandbox.http.post("/api/faults", json=fault)
    body = {"touser": openid, "template_id": "T1", "data": NOTICE_DATA}
    assert sandbox.call(TEMPLATE, body)["errcode"] == 0
    until(lambda: product.pushes[-1]["Status"] == "failed:user block")
    assert all(message["via"] != "template" for message in sandbox.chat("张三"))
