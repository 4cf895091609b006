"""The sandbox's chat page in a real browser, against a real sandbox and a tiny product."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.unit.sandbox.running import IMPATIENT_S, SandboxClient, running_client, sandbox_settings
from tests.unit.sandbox.tiny_product import Answer, TinyProduct

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def product() -> Iterator[TinyProduct]:
    tiny = TinyProduct()
    yield tiny
    tiny.close()


@pytest.fixture
def sandbox(product: TinyProduct, request: pytest.FixtureRequest) -> Iterator[SandboxClient]:
    changed = getattr(request, "param", {})
    with running_client(sandbox_settings(product.url, **changed)) as client:
        yield client


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    fresh = browser.new_context(viewport=DESKTOP)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, sandbox: SandboxClient) -> Iterator[Page]:
    """The open page; afterwards its console must be free of complaints and foreign requests."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    opened.on("request", lambda request: requested.append(request.url))
    requested: list[str] = []
    base = str(sandbox.http.base_url)
    opened.goto(base + "/")
    expect(opened.locator(".link-state")).to_have_text("已连接")
    yield opened
    opened.close()
    assert complaints == []
    assert [url for url in requested if not url.startswith(base)] == []


def phone_of(page: Page, user: str) -> Locator:
    return page.get_by_role("region", name=f"{user}的手机")


def test_a_message_goes_out_and_its_answer_appears(page: Page, product: TinyProduct) -> None:
    phone = phone_of(page, "张三")
    phone.get_by_label("消息", exact=True).fill("失业登记怎么办 <b>？")
    phone.get_by_label("消息", exact=True).press("Enter")
    expect(phone.locator(".from_user .bubble")).to_have_text("失业登记怎么办 <b>？")
    expect(phone.locator(".to_user .bubble")).to_have_text("收到：失业登记怎么办 <b>？")
    expect(phone.locator(".from_user .caption")).to_contain_text("已回复")
    assert product.pushes[0]["Content"] == "失业登记怎么办 <b>？"
    expect(phone_of(page, "李四").locator(".row")).to_have_count(0)


def test_an_empty_chat_offers_three_examples(page: Page) -> None:
    examples = phone_of(page, "李四").locator(".example")
    expect(examples).to_have_count(3)
    wanted = examples.first.inner_text()
    examples.first.click()
    expect(phone_of(page, "李四").locator(".from_user .bubble")).to_have_text(wanted)
    expect(examples).to_have_count(0)


def test_nothing_an_answer_says_becomes_markup(page: Page, product: TinyProduct) -> None:
    text = (
        '<img src=x onerror=alert(1)> <a href="javascript:alert(2)">坏</a> '
        '<a href="https://example.org/?a=1&b=2">好</a> https://example.org/x，完'
    )
    product.behaviour = lambda push: product.text(push, text)
    phone = phone_of(page, "张三")
    phone.locator(".example").first.click()
    bubble = phone.locator(".to_user .bubble:not(.dots)")
    expect(bubble).to_contain_text("<img src=x onerror=alert(1)>")
    links = bubble.locator("a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "https://example.org/?a=1&b=2",
        "https://example.org/x",
    ]
    assert {link.get_attribute("rel") for link in links.all()} == {"noopener noreferrer"}
    expect(bubble.locator("img")).to_have_count(0)


def test_digits_of_a_question_send_when_tapped_and_steps_do_not(
    page: Page, product: TinyProduct
) -> None:
    answers = iter(["您要办哪一项？\n1. 失业登记\n2、找工作", "步骤：\n1. 带身份证\n2. 去社区"])
    product.behaviour = lambda push: product.text(push, next(answers))
    phone = phone_of(page, "张三")
    phone.locator(".example").first.click()
    phone.get_by_role("button", name="2", exact=True).click()
    expect(phone.locator(".from_user .bubble").last).to_have_text("2")
    expect(phone.locator(".to_user .bubble:not(.dots)").last).to_contain_text("去社区")
    expect(phone.locator(".choice")).to_have_count(2)
    assert [push["Content"] for push in product.pushes][1] == "2"


def test_the_menu_appears_live_and_its_items_are_events(
    page: Page, product: TinyProduct, sandbox: SandboxClient
) -> None:
    buttons = [
        {"name": "查政策", "sub_button": [{"type": "click", "name": "失业保险", "key": "UI"}]},
        {"type": "click", "name": "办登记", "key": "REG"},
    ]
    sandbox.call("menu/create", {"button": buttons})
    phone = phone_of(page, "张三")
    phone.get_by_role("button", name="查政策").click()
    phone.locator(".chat").click(position={"x": 5, "y": 5})
    expect(phone.get_by_role("menuitem")).to_have_count(0)
    phone.get_by_role("button", name="查政策").click()
    phone.get_by_role("menuitem", name="失业保险").click()
    expect(phone.locator(".notice-line.event")).to_contain_text("点击菜单「失业保险」")
    product.until(lambda p: [(q["Event"], q["EventKey"]) for q in p] == [("CLICK", "UI")])
    phone.get_by_role("button", name="切换到键盘").click()
    expect(phone.get_by_label("消息", exact=True)).to_be_focused()
    phone.get_by_role("button", name="切换到菜单").click()
    expect(phone.get_by_role("button", name="办登记")).to_be_visible()


def test_voice_says_what_it_does_and_the_panel_sends_the_rest(
    page: Page, product: TinyProduct
) -> None:
    product.behaviour = lambda push: product.text(push, f"类型 {push['MsgType']}")
    phone = phone_of(page, "张三")
    phone.get_by_role("button", name="演示：会发送一条语音消息，助手看不到内容").click()
    sheet = phone.get_by_role("dialog", name="语音")
    expect(sheet).to_contain_text("演示：会发送一条语音消息，助手看不到内容")
    sheet.get_by_role("button", name="发送语音").click()
    expect(phone.locator(".to_user .bubble").last).to_have_text("类型 voice")
    for label, kind in (("图片", "image"), ("表情", "text"), ("视频", "video")):
        phone.get_by_role("button", name="更多").click()
        phone.get_by_role("button", name=label, exact=True).click()
        expect(phone.locator(".to_user .bubble:not(.dots)").last).to_have_text(f"类型 {kind}")
    phone.get_by_role("button", name="更多").click()
    phone.get_by_role("button", name="位置", exact=True).click()
    phone.get_by_role("dialog", name="发送位置").get_by_text("格尔木市").click()
    expect(phone.locator(".to_user .bubble:not(.dots)").last).to_have_text("类型 location")


@pytest.mark.parametrize("sandbox", [{"sandbox_timeout_s": IMPATIENT_S}], indirect=True)
def test_waiting_shows_dots_and_a_failure_can_be_inspected(
    page: Page, product: TinyProduct
) -> None:
    product.behaviour = lambda push: product.text(push, "太晚", delay_s=IMPATIENT_S + 0.4)
    phone = phone_of(page, "张三")
    phone.locator(".example").first.click()
    expect(phone.locator(".dots")).to_be_visible()
    expect(phone.get_by_role("heading", level=2)).to_have_text("对方正在输入…")
    expect(phone.locator(".notice-line.system")).to_contain_text("该公众号提供的服务出现故障")
    expect(phone.locator(".dots")).to_have_count(0)
    phone.locator(".from_user .caption").click()
    sheet = phone.get_by_role("dialog", name="消息详情")
    expect(sheet.locator("tr")).to_have_count(3)
    expect(sheet).to_contain_text("超时，未应答")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(phone.locator(".from_user .caption")).to_be_focused()


def test_unsubscribing_closes_the_chat_and_subscribing_opens_it(
    page: Page, product: TinyProduct
) -> None:
    product.behaviour = lambda push: (
        product.text(push, "欢迎您") if push["Event"] == "subscribe" else Answer()
    )
    phone = phone_of(page, "张三")
    phone.get_by_role("button", name="关注", exact=True).click()
    expect(phone.locator(".to_user .bubble")).to_have_text("欢迎您")
    phone.get_by_role("button", name="取消关注").click()
    expect(phone.locator(".bottom")).to_be_hidden()
    phone.get_by_role("button", name="关注公众号").click()
    expect(phone.locator(".bottom")).to_be_visible()
    events = ["subscribe", "unsubscribe", "subscribe"]
    product.until(lambda pushes: [push["Event"] for push in pushes] == events)


def test_users_can_be_added_taken_away_and_forgotten(page: Page, sandbox: SandboxClient) -> None:
    page.get_by_role("button", name="添加用户").click()
    page.get_by_role("dialog").get_by_role("button", name="卓玛").click()
    phone = phone_of(page, "卓玛")
    phone.locator(".example").first.click()
    expect(phone.locator(".to_user .bubble:not(.dots)")).to_have_count(1)
    phone_of(page, "李四").get_by_role("button", name="收起李四的手机").click()
    page.get_by_role("button", name="添加用户").click()
    page.get_by_label("或者自己取名").fill("尕娃")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(phone_of(page, "尕娃").locator(".example")).to_have_count(3)
    page.reload()
    expect(page.locator(".phone")).to_have_count(3)
    expect(phone.locator(".row")).to_have_count(2)
    phone.get_by_role("button", name="公众号资料").click()
    phone.get_by_role("button", name="清空聊天，忘记此人").click()
    expect(phone.locator(".example")).to_have_count(3)
    assert sandbox.http.get("/api/users").json()["users"] == []


def test_customer_service_messages_and_typing_arrive_live(
    page: Page, product: TinyProduct, sandbox: SandboxClient
) -> None:
    product.behaviour = lambda push: Answer()
    phone = phone_of(page, "张三")
    phone.locator(".example").first.click()
    expect(phone.locator(".from_user .caption")).to_contain_text("已确认")
    openid = sandbox.user("张三")["openid"]
    sandbox.call("message/custom/typing", {"touser": openid, "command": "Typing"})
    expect(phone.locator(".dots")).to_be_visible()
    choices = [{"id": "7", "content": "有帮助"}]
    menu = {"head_content": "有帮助吗？", "list": choices, "tail_content": ""}
    body = {"touser": openid, "msgtype": "msgmenu", "msgmenu": menu}
    assert sandbox.call("message/custom/send", body)["errcode"] == 0
    expect(phone.locator(".dots")).to_have_count(0)
    expect(phone.locator(".to_user .caption")).to_contain_text("客服消息")
    phone.get_by_role("button", name="有帮助", exact=True).click()
    expect(phone.locator(".from_user .bubble").last).to_have_text("有帮助")
    product.until(lambda pushes: pushes[-1]["bizmsgmenuid"] == "7")


def test_on_a_phone_one_chat_fills_the_screen(page: Page, sandbox: SandboxClient) -> None:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.reload()
    phone = phone_of(page, "张三")
    box = phone.bounding_box()
    assert box is not None
    assert round(box["width"]) == PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    tab = page.locator(".tab", has_text="李四")
    tab.click()
    expect(tab).to_have_attribute("aria-current", "true")
    expect(phone_of(page, "李四").get_by_label("消息", exact=True)).to_be_in_viewport()
    expect(page).to_have_title(re.compile("青海就业助手"))


def test_the_page_survives_a_restart_of_the_sandbox(
    context: BrowserContext, product: TinyProduct
) -> None:
    settings = sandbox_settings(product.url)
    page = context.new_page()
    with running_client(settings) as client:
        page.goto(str(client.http.base_url) + "/")
        expect(page.locator(".link-state")).to_have_text("已连接")
        phone_of(page, "张三").locator(".example").first.click()
        expect(phone_of(page, "张三").locator(".row")).to_have_count(2)
    expect(page.locator(".link-state")).to_contain_text("正在重连")
    with running_client(settings) as client:
        expect(page.locator(".link-state")).to_have_text("已连接", timeout=15000)
        expect(phone_of(page, "张三").locator(".example")).to_have_count(3)
        client.act("张三", text="我回来了")
        expect(phone_of(page, "张三").locator(".from_user .bubble")).to_have_text("我回来了")
    page.close()
