"""Whole registration dialogues over the action endpoint, turn by turn."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from backend.core.db import unit_of_work
from backend.registrations import service as registrations
from backend.registrations.fields import fields
from tests.unit.actions.rasa_side import Talk

ID, PHONE = "63010219900307001X", "13897123456"
Masked = Callable[[Talk, str, str], str]
ANSWERS = {
    "name": "张三", "education": "大专", "hukou_region": "西宁市城东区", "health": "健康",
    "residence_region": "和户口一样", "employment_status": "没有工作", "receives_pension": "没领",
    "unemployment_reason": "被裁员", "unemployed_on": "上个月15号", "skill": "没有",
    "former_employer": "某某特钢有限公司", "job_wish": "马上", "wanted_occupation": "保安",
    "wants_training": "不学", "groups": "没有", "wanted_region": "西宁", "wanted_wage": "面议",
}  # fmt: skip
NONSENSE = "嗯哼哼哼？？"


def _fill(talk: Talk, masked: Masked, until: str = "confirm", **changes: str) -> None:
    talk.say("我要办失业登记", "start_registration")
    talk.say("同意", "affirm")
    answers = ANSWERS | {"id_number": masked(talk, "id", ID), "phone": masked(talk, "phone", PHONE)}
    answers |= changes
    for _ in fields():
        if talk.asked in (until, None):
            break
        assert talk.asked is not None
        talk.say(answers[talk.asked])
    assert talk.asked == until


def test_from_first_word_to_number(talk: Talk, masked: Masked) -> None:
    talk.say("我要办失业登记", "start_registration")
    assert talk.keys == ["utter_registration_opened"]
    assert talk.values("utter_registration_opened")["kind"] == "失业登记"
    assert talk.asked == "consent"
    talk.say("/affirm", "affirm")
    assert talk.asked == "name"
    id_token, phone_token = masked(talk, "id", ID), masked(talk, "phone", PHONE)
    talk.say(f"我叫张三，身份证{id_token}，电话{phone_token}，大专")
    assert talk.values("utter_fields_taken")["labels"] == "姓名、身份证号、手机号、文化程度"
    assert talk.asked == "hukou_region"
    talk.press("630102").say("一样").press("1").say("没有工作").say("没领").press("21")
    talk.say("上个月15号").say("某某特钢有限公司").press("A").say("跳过", "skip_field")
    assert talk.keys == ["utter_field_skipped"]
    talk.say("保安").press("no").say("1 3")
    assert talk.asked == "confirm"
    for shown in (
        "【失业登记】",
        "630102********001X",
        "138****3456",
        "2026年10月15日",
        "本人承诺",
    ):
        assert shown in talk.texts
    assert ID not in talk.texts
    assert [button["payload"] for button in talk.buttons()] == [
        "/affirm",
        "/correct_field",
        "/cancel",
    ]
    talk.say("/affirm", "affirm")
    submitted = talk.values("utter_registration_submitted")
    assert (submitted["number"], submitted["due"]) == ("630102202611230001", "2026年11月26日")
    assert talk.loop is None
    assert talk.slots["registration_open"] is False
    assert "utter_registration_hint" in talk.keys  # 低保、残疾: 困难人员认定


def test_slots_and_events_hold_no_values(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked)
    for key in fields():
        assert talk.slots.get(key) in (None, "given")
    slots = str([event for event in talk.events if event["event"] == "slot"])
    for secret in (ID, PHONE, "张三", "某某特钢"):
        assert secret not in slots


def test_status_before_during_and_after(talk: Talk, masked: Masked) -> None:
    talk.say("进度", "ask_registration_status")
    assert talk.keys == ["utter_registration_status_none"]
    _fill(talk, masked)
    talk.say("进度", "ask_registration_status")
    assert talk.keys[0] == "utter_registration_status_draft"
    talk.say("确认", "affirm")
    talk.say("进度", "ask_registration_status")
    status = talk.values("utter_registration_status_submitted")
    assert (status["number"], status["due"]) == ("630102202611230001", "2026年11月26日")
    assert talk.outcome["outcome"] == "answered"


@pytest.mark.parametrize("status", ["in_review", "approved", "returned", "rejected", "cancelled"])
def test_every_state_has_its_sentence(talk: Talk, masked: Masked, status: str) -> None:
    _fill(talk, masked)
    talk.say("确认", "affirm")
    with unit_of_work() as session:
        row = registrations.list_registrations(session).rows[0]
        registrations.move(session, row.id, status, actor="s-1", reason="请补充单位名称")
    talk.say("进度", "ask_registration_status")
    assert talk.keys == [f"utter_registration_status_{status}"]
    assert talk.said[-1]["reason"] == "请补充单位名称"


def test_declining_the_consent_leaves_nothing(talk: Talk) -> None:
    talk.say("我要办失业登记", "start_registration").say("不同意", "deny")
    assert talk.keys == ["utter_consent_declined"]
    assert talk.loop is None
    with unit_of_work() as session:
        assert session.execute(text("SELECT count(*) FROM registration_drafts")).scalar() == 0
    talk.say("我要办失业登记", "start_registration").say("同意", "affirm")
    assert talk.asked == "name"


@pytest.mark.parametrize("word", ["哈哈", "为什么呀", "好吧我想想", "123"])
def test_no_consent_without_a_clear_yes(talk: Talk, word: str) -> None:
    talk.say("我要办失业登记", "start_registration").say(word)
    assert talk.asked == "consent"
    assert talk.keys == ["utter_invalid_consent_unclear"]


@pytest.mark.parametrize("key", [key for key in fields() if key not in ("consent", "confirm")])
def test_nonsense_gets_a_helpful_sentence_then_an_explanation_then_a_person(
    talk: Talk, masked: Masked, key: str
) -> None:
    changes = {"education": "本科"} if key == "graduated_on" else {}
    if key == "graduated_on":
        changes["id_number"] = masked(talk, "id", "632625200106301246")
    if key == "disability_level":
        changes["health"] = "残疾"
    if key in ("wanted_region", "wanted_wage"):
        changes["employment_status"] = "在上班"
    _fill(talk, masked, until=key, **changes)
    talk.say(NONSENSE)
    assert talk.asked == key
    (said,) = talk.keys
    assert said.startswith("utter_invalid_")
    assert talk.said[-1]["label"] == fields()[key].label
    assert talk.outcome["outcome"] == "asked_back"
    talk.say(NONSENSE)
    assert talk.keys[1:] == [f"utter_explain_registration_form_{key}"]
    talk.say(NONSENSE)
    assert talk.keys[1:] == [f"utter_explain_registration_form_{key}", "utter_offer_human"]
    assert talk.slots["misunderstandings"] == 3.0


@pytest.mark.parametrize("word", ["哈哈", "嗯这个嘛", "再想想", "谢谢", "大专", "可是"])
def test_nothing_is_submitted_without_a_clear_yes(talk: Talk, masked: Masked, word: str) -> None:
    _fill(talk, masked)
    talk.say(word)
    assert talk.asked == "confirm"
    with unit_of_work() as session:
        assert registrations.list_registrations(session).total == 0


def test_a_yes_together_with_a_change_shows_the_changed_card_first(
    talk: Talk, masked: Masked
) -> None:
    _fill(talk, masked)
    talk.say(f"确认，{masked(talk, 'phone', '13912345678')}")
    assert talk.asked == "confirm"
    assert "139****5678" in talk.texts
    talk.say("确认")
    assert "utter_registration_submitted" in talk.keys


def test_saying_no_at_the_end_asks_what_is_wrong(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked)
    talk.say("不对", "deny")
    assert talk.keys == ["utter_confirm_declined"]
    assert talk.asked == "confirm"
    talk.say("学历不对")
    assert talk.asked == "education"
    talk.say("本科")
    assert talk.asked == "confirm"
    assert "文化程度：本科" in talk.texts


def test_a_late_press_of_an_old_button_changes_nothing(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="hukou_region")
    talk.say("/affirm", "affirm")
    assert (talk.asked, talk.keys) == ("hukou_region", [])
    _fill(talk, masked, until="health")
    talk.press("31")
    assert talk.asked == "health"
    assert talk.keys == ["utter_invalid_choice_unclear"]


def test_a_policy_question_in_the_form_is_answered_and_the_form_goes_on(
    talk: Talk, masked: Masked
) -> None:
    _fill(talk, masked, until="hukou_region")
    talk.say("失业金能领几个月", "ask_policy")
    assert talk.outcome["sources"]
    assert talk.asked == "hukou_region"
    talk.say("互助县")
    assert talk.asked == "residence_region"


def test_what_nlu_did_not_understand_is_read_as_an_answer_first(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="hukou_region")
    talk.say("湟中鲁沙尔的", "nlu_fallback")
    assert talk.asked == "residence_region"
    talk.say("吧啦吧啦", "nlu_fallback")
    assert talk.keys == ["utter_invalid_region_unclear"]
    assert talk.asked == "residence_region"


def test_a_question_that_was_an_answer_after_all(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="hukou_region")
    talk.say("门源县", "ask_policy")
    assert talk.asked == "residence_region"


def test_an_unclear_place_is_narrowed_down_by_buttons(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="hukou_region")
    talk.say("海南")
    assert talk.keys == ["utter_invalid_region_ambiguous"]
    assert [button["title"] for button in talk.buttons()] == ["海南藏族自治州", "海南省"]
    talk.press("632500")
    assert len(talk.buttons()) == 5
    assert talk.keys == ["utter_invalid_region_needs_county"]
    talk.press("632521")
    assert talk.asked == "residence_region"


def test_going_back_and_why(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="phone")
    talk.say("返回", "go_back")
    assert talk.values("utter_went_back")["label"] == "身份证号"
    assert talk.asked == "id_number"
    talk.say("为啥要身份证", "why_asked")
    assert talk.keys == ["utter_why_registration_form_id_number"]
    talk.say("跳过", "skip_field")
    assert talk.asked == "phone"
    talk.say("跳过", "skip_field")
    assert talk.keys == ["utter_field_required"]


def test_going_back_at_the_beginning(talk: Talk) -> None:
    talk.say("办失业登记", "start_registration").say("返回", "go_back")
    assert talk.keys == ["utter_cannot_go_back"]
    assert talk.asked == "consent"


def test_why_outside_the_form(talk: Talk) -> None:
    talk.say("为什么", "why_asked")
    assert talk.keys == ["utter_why_nothing"]


def test_correcting_with_the_new_value_at_once(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked)
    token = masked(talk, "phone", "13912345678")
    talk.say(f"手机号改成{token}", "correct_field", field="phone")
    assert talk.values("utter_field_corrected")["label"] == "手机号"
    assert "139****5678" in talk.texts
    talk.say("学历改成本科", "correct_field")
    assert "文化程度：本科" in talk.texts
    talk.say("学历改成什么好", "correct_field")
    assert talk.keys[0] == "utter_invalid_choice_unclear"
    assert talk.asked == "education"


def test_correcting_by_choosing_the_field(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked)
    talk.say("/correct_field", "correct_field")
    assert talk.keys == ["utter_correct_which"]
    assert {"title": "姓名", "payload": '/correct_field{"field":"name"}'} in talk.buttons()
    assert talk.texts == ""  # the pending question is not asked on top
    talk.say("/correct_field", "correct_field", field="name")
    assert talk.asked == "name"
    talk.say("李四")
    assert "姓名：李四" in talk.texts


def test_correcting_after_submission_keeps_the_number(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked)
    talk.say("确认", "affirm")
    token = masked(talk, "phone", "13912345678")
    talk.say(f"手机号改成{token}", "correct_field", field="phone")
    assert talk.asked == "confirm"
    talk.say("确认", "affirm")
    assert talk.values("utter_registration_resubmitted")["number"] == "630102202611230001"


def test_staff_hold_the_registration(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked)
    talk.say("确认", "affirm")
    with unit_of_work() as session:
        row = registrations.list_registrations(session).rows[0]
        registrations.move(session, row.id, "in_review", actor="s-1")
    talk.say("改手机号", "correct_field", field="phone")
    assert talk.keys == ["utter_correction_needs_staff"]
    assert talk.loop is None


def test_nothing_to_correct(talk: Talk) -> None:
    talk.say("改手机号", "correct_field", field="phone")
    assert talk.keys == ["utter_registration_nothing_to_resume"]


def test_stopping_and_resuming_on_another_day(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="health")
    talk.say("不办了", "cancel")
    assert talk.values("utter_registration_paused")["days"] == "30"
    assert talk.loop is None
    talk.slots = {}
    talk.say("继续办理", "resume_registration")
    resumed = talk.values("utter_registration_resumed")
    assert (resumed["kind"], resumed["filled"]) == ("失业登记", "6")
    assert talk.asked == "health"


def test_nothing_to_resume_cancel_or_delete(talk: Talk) -> None:
    assert talk.say("继续", "resume_registration").keys == ["utter_registration_nothing_to_resume"]
    assert talk.say("取消", "cancel").keys == ["utter_nothing_to_cancel"]
    assert talk.say("删除", "delete_draft").keys == ["utter_no_draft"]
    assert talk.say("看看填了啥", "show_summary").keys == ["utter_summary_empty"]


def test_deleting_the_draft(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="health")
    talk.say("看看填了啥", "show_summary")
    assert "张三" in talk.texts
    talk.say("删除草稿", "delete_draft")
    assert talk.keys == ["utter_draft_deleted"]
    assert talk.say("继续", "resume_registration").keys == ["utter_registration_nothing_to_resume"]


def test_a_pensioner_is_told_why_and_led_on(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="receives_pension")
    talk.say("领着呢")
    assert talk.keys[0] == "utter_switched_to_job_seeking"
    assert "养老金" in talk.values("utter_switched_to_job_seeking")["reasons"]
    for _ in range(6):
        if talk.asked == "confirm":
            break
        talk.say(ANSWERS[str(talk.asked)])
    assert "【求职登记】" in talk.texts
    talk.say("确认", "affirm")
    assert "utter_job_seeking_submitted" in talk.keys
    talk.say("我要办失业登记", "start_registration")
    assert talk.asked == "consent"  # now unemployed? the facts are asked anew


def test_insisting_on_the_other_registration_tells_the_reason_again(
    talk: Talk, masked: Masked
) -> None:
    _fill(talk, masked, until="receives_pension")
    talk.say("领着呢")
    talk.say("我要办失业登记", "start_registration")
    assert "utter_switched_to_job_seeking" in talk.keys


def test_a_child_is_told_why_and_nothing_is_kept(talk: Talk, masked: Masked) -> None:
    talk.say("我要办失业登记", "start_registration").say("同意", "affirm").say("张三")
    talk.say(masked(talk, "id", "630102201505050019"))
    assert talk.keys == ["utter_cannot_register"]
    assert "16周岁" in talk.values("utter_cannot_register")["reasons"]
    assert talk.loop is None
    with unit_of_work() as session:
        assert session.execute(text("SELECT count(*) FROM registration_drafts")).scalar() == 0


def test_a_second_registration_is_not_opened(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked)
    talk.say("确认", "affirm")
    talk.say("我要办失业登记", "start_registration")
    standing = talk.values("utter_already_registered")
    assert (standing["number"], standing["status"]) == ("630102202611230001", "已提交")
    assert talk.loop is None


def test_an_id_number_of_another_account(
    talk: Talk, new_talk: Callable[[str], Talk], masked: Masked
) -> None:
    _fill(talk, masked)
    talk.say("确认", "affirm")
    other = new_talk("openid-2")
    _fill(other, masked)
    other.say("确认", "affirm")
    assert other.keys == ["utter_already_registered_elsewhere"]
    assert "630102202611230001" not in str(other.said)


def test_job_seeking_from_the_start(talk: Talk, masked: Masked) -> None:
    talk.say("我要求职登记", "start_job_seeking").say("同意", "affirm")
    answers: dict[str, Any] = ANSWERS | {
        "id_number": masked(talk, "id", ID),
        "phone": masked(talk, "phone", PHONE),
    }
    while talk.asked != "confirm":
        talk.say(answers[str(talk.asked)])
    assert "失业原因" not in talk.texts
    talk.say("确认", "affirm")
    assert "utter_job_seeking_submitted" in talk.keys
    talk.say("进度", "ask_registration_status")
    assert talk.keys == ["utter_registration_status_job_seeking"]


def test_a_shared_location_answers_a_question_for_a_place(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="hukou_region")
    talk.say("青海省西宁市城西区五四大街", "share_location")
    assert talk.values("utter_location_taken")["region"] == "西宁市城西区"
    assert talk.asked == "residence_region"


@pytest.mark.parametrize(
    ("place", "key"),
    [("青海省海西州格尔木市", "utter_location_noted"), ("某地", "utter_location_unknown")],
)
def test_a_location_outside_the_form(talk: Talk, place: str, key: str) -> None:
    assert talk.say(place, "share_location").keys == [key]


def test_the_draft_vanishing_under_an_open_form(talk: Talk, masked: Masked) -> None:
    _fill(talk, masked, until="health")
    with unit_of_work() as session:
        session.execute(text("DELETE FROM registration_drafts"))
    talk.say("健康")
    assert talk.loop is None
    assert talk.keys == ["utter_registration_nothing_to_resume"]
