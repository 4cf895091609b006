"""Whole conversations: sandbox, encrypted callback, real Rasa and database."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.product import Product

pytestmark = pytest.mark.xdist_group("product")
CANARY_ID = "632801198508150022"
CANARY_PHONE = "13987654321"


def talk(product: Product, user: str, *said: str) -> str:
    """Say everything in order; the last reply as one text."""
    replies: list[str] = []
    for text in said:
        replies = product.say(user, text)
        assert replies, f"no reply to {text}"
    return "\n".join(replies)


def register(product: Product, user: str, id_number: str, phone: str) -> str:
    """A whole unemployment registration up to the summary card."""
    opened = talk(product, user, "我要办失业登记", "同意")
    assert "叫什么" in opened
    taken = talk(product, user, f"我叫马小兰，身份证{id_number}，手机{phone}，大专毕业")
    assert "姓名" in taken and "文化程度" in taken
    return talk(
        product, user,
        "西宁市城西区五四大街1号", "一样", "健康", "没有工作", "没有领",
        "被单位辞退", "上个月15号", "青海某商贸公司", "愿意马上上岗", "会计", "会计", "想", "没有",
    )  # fmt: skip


@pytest.fixture(scope="module")
def registered(product: Product) -> str:
    """The number of a registration made by talking; the canary numbers were typed on the way."""
    card = register(product, "登记人", CANARY_ID, CANARY_PHONE)
    assert "马小兰" in card and CANARY_ID not in card and CANARY_PHONE not in card
    done = talk(product, "登记人", "确认提交")
    match = re.search(r"630104\d{12}", done)
    assert match, done
    assert re.search(r"20\d\d年\d+月\d+日", done)
    return match.group()


def test_a_registration_ends_as_a_record_that_staff_can_read(
    product: Product, registered: str
) -> None:
    login, password = product.account()
    with httpx.Client(base_url=product.app, trust_env=False, follow_redirects=True) as staff:
        page = staff.get("/console/sign-in").text
        csrf = re.search(r'name="csrf[^"]*" value="([^"]+)"', page)
        form = {"login": login, "password": password}
        if csrf:
            form["csrf"] = csrf.group(1)
        home = staff.post("/console/sign-in", data=form)
        assert home.status_code == 200
        listed = staff.get("/console/registrations").text
    assert registered in listed
    assert "马**" in listed and CANARY_ID not in listed


def test_the_status_is_told_and_a_second_registration_refused(
    product: Product, registered: str
) -> None:
    assert registered in talk(product, "登记人", "我的登记办到哪一步了")
    again = talk(product, "登记人", "我要办失业登记")
    assert registered in again and "同意吗" not in again


def test_the_same_id_number_cannot_be_registered_twice(product: Product, registered: str) -> None:
    register(product, "另一个微信", CANARY_ID, "13700000000")
    done = talk(product, "另一个微信", "确认提交")
    assert "630104" not in done and "12333" in done


def test_the_canary_is_nowhere(product: Product, registered: str) -> None:
    """Neither number in any table, file, log or trace, in any form but the encrypted one."""
    del registered
    found = []
    for path in product.data_dir.rglob("*"):
        if not path.is_file() or path.name == "sandbox.jsonl":  # WeChat's own copy is not ours
            continue
        content = path.read_bytes()
        if CANARY_ID.encode() in content or CANARY_PHONE.encode() in content:
            found.append(path.name)
    assert found == []
    assert not any(CANARY_ID in line or CANARY_PHONE in line for line in product.lines)
    assert not list(_rows_with_canary(product.data_dir / "jobs.sqlite3"))


def _rows_with_canary(path: Path) -> Iterator[str]:
    with sqlite3.connect(path) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        for (table,) in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                if any(CANARY_ID in str(value) or CANARY_PHONE in str(value) for value in row):
                    yield table
    database.close()


def test_a_policy_question_in_the_form_is_answered_and_the_form_goes_on(product: Product) -> None:
    talk(product, "插话人", "办理失业登记", "1", "王五")
    answer = talk(product, "插话人", "失业金能领几个月")
    assert "依据" in answer and "社会保险法" in answer
    assert "身份证" in answer.split("依据")[-1]
    assert "手机号" in talk(product, "插话人", "63010219900307001X")


def test_any_field_can_be_corrected_the_form_left_and_resumed(product: Product) -> None:
    talk(product, "改主意的人", "我要失业登记", "同意", "李四", "632521197202290035", "13800001234")
    talk(product, "改主意的人", "手机号改成13900005678")
    stopped = talk(product, "改主意的人", "先不办了")
    assert "30" in stopped or "保存" in stopped or "留" in stopped
    assert "依据" in talk(product, "改主意的人", "零就业家庭怎么申请")
    resumed = talk(product, "改主意的人", "继续登记")
    assert "学历" in resumed
    shown = talk(product, "改主意的人", "看看我填了什么")
    assert "李四" in shown and "5678" in shown
    assert "删" in talk(product, "改主意的人", "删除草稿")


def test_who_does_not_qualify_is_told_why_and_led_to_job_seeking(product: Product) -> None:
    switched = talk(
        product, "退休的人",
        "我要办失业登记", "同意", "赵六", "632625200106301246", "13811112222", "高中", "格尔木市",
        "一样", "健康", "没有工作", "在领",
    )  # fmt: skip
    assert "求职登记" in switched
    assert "养老" in switched


def test_refusing_consent_ends_it_and_keeps_nothing(product: Product) -> None:
    refused = talk(product, "不同意的人", "办失业登记", "不同意")
    assert "叫什么" not in refused
    assert "没有" in talk(product, "不同意的人", "我的登记办好了吗")


def test_choices_are_offered_when_unsure_and_a_digit_answers(product: Product) -> None:
    asked = talk(product, "问得短的人", "补贴")
    assert "1." in asked and "2." in asked
    assert "依据" in talk(product, "问得短的人", "1")


def test_out_of_scope_and_nonsense_get_a_helpful_sentence(product: Product) -> None:
    for text in ("今天天气怎么样", "asdfgh", "，。！", "🙂🙂", "བཀྲ་ཤིས་བདེ་ལེགས།", "x" * 1900):
        assert product.say("乱说的人", text)


def test_distress_gets_help_not_a_menu(product: Product) -> None:
    answer = talk(product, "难过的人", "我不想活了")
    assert "12356" in answer and "依据" not in answer


def test_media_events_and_menu(product: Product) -> None:
    assert "语音" in product.act("媒体", {"voice": True})[0]
    assert "图片" in product.act("媒体", {"image": True})[0]
    assert product.act("媒体", {"event": "subscribe"})[0].startswith("您好")
    assert "同意" in product.act("媒体", {"event": "click", "key": "register"})[0]
    location = {"latitude": 36.4, "longitude": 94.9, "label": "青海省格尔木市昆仑路"}
    assert product.act("定位", {"location": location})
    assert product.act("媒体", {"event": "unsubscribe"}) == []


def test_two_confirmations_at_once_make_one_registration(product: Product) -> None:
    from concurrent.futures import ThreadPoolExecutor

    register(product, "手快的人", "632521197202290035", "13622223333")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: product.say("手快的人", "确认提交"), range(2)))
    numbers = set(re.findall(r"630104\d{12}", str(answers)))
    assert len(numbers) == 1, answers
