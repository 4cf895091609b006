"""Whole conversations through the real agent, with the action server replaced at the wire."""

from __future__ import annotations

import pytest

from tests.support.conversation import Conversation
from tests.support.counter import Counter

PHONE = "[[phone:0123456789abcdef]]"
ID_NUMBER = "[[id:0123456789abcdef]]"


def open_form(talk: Conversation) -> None:
    """Goes to the question after the consent."""
    talk.say("我要办失业登记")
    talk.say("同意")


def test_new_follower_gets_three_choices(talk: Conversation) -> None:
    assert "小助手" in talk.say("/greet")
    assert talk.buttons() == ["/ask_help", "/start_registration", "/request_human"]


def test_policy_question_is_answered_by_the_counter(talk: Conversation, counter: Counter) -> None:
    assert talk.say("失业金怎么领") == "政策答复：失业金怎么领"
    assert talk.replies[0]["custom"]["turn"]["outcome"] == "answered"
    assert counter.token_seen == "counter-token"


def test_form_opens_with_consent(talk: Conversation) -> None:
    text = talk.say("我要办失业登记")
    assert "失业登记" in text and "您同意吗" in text
    assert talk.buttons() == ["/affirm", "/deny"]
    assert "什么名字" in talk.say("/affirm")


def test_whole_form_in_words(talk: Conversation, counter: Counter) -> None:
    talk.say("办理失业登记")
    answers = [
        ("同意", "名字"),
        ("马建国", "身份证号"),
        (ID_NUMBER, "手机号"),
        (f"手机{PHONE}", "学历"),
        ("大专", "毕业"),
        ("2015年7月", "户口"),
        ("化隆县", "住在"),
        ("西宁市城东区", "身体"),
        ("身体好着哩", "有没有工作"),
        ("在家闲着", "养老金"),
        ("没有", "为什么"),
        ("公司倒闭了", "哪天"),
        ("上个月15号", "原来在哪个单位"),
        ("西宁某某商贸有限公司", "想不想上班"),
        ("愿意马上上岗", "手艺"),
        ("会拉面，有健康证", "干什么活"),
        ("拉面师", "在哪里干"),
        ("西宁、海东都行", "多少钱"),
        ("四千五", "培训"),
        ("想学", "情况"),
        ("1 3", "核对"),
        ("没问题", "R1"),
    ]
    for answer, expected in answers:
        assert expected in talk.say(answer), answer
    assert talk.tracker().active_loop_name is None
    assert (talk.sender, "action_submit_registration") in counter.calls


def test_whole_form_in_button_payloads(talk: Conversation) -> None:
    open_form(talk)
    for text in ("马建国", ID_NUMBER, PHONE):
        talk.say(text)
    assert '/inform{"answer":"21"}' in talk.buttons()
    assert "毕业" in talk.say('/inform{"answer":"21"}')


def test_question_inside_the_form_is_answered_and_the_field_asked_again(
    talk: Conversation,
) -> None:
    open_form(talk)
    text = talk.say("失业金能领几个月")
    assert "政策答复" in text and "什么名字" in text
    assert "身份证号" in talk.say("韩梅")


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("失业金能领几个月", "action_answer_policy"),
        ("上一步", "action_go_back"),
        ("转人工", "action_request_human"),
        ("不办了", "action_stop_registration"),
        ('/choose_policy{"entry_id":"x"}', "action_answer_choice"),
    ],
)
def test_only_answers_reach_the_form(
    talk: Conversation, counter: Counter, line: str, action: str
) -> None:
    open_form(talk)
    before = len(counter.calls)
    talk.say(line)
    assert counter.calls[before] == (talk.sender, action)


def test_reask_skips_fields_that_do_not_apply(talk: Conversation) -> None:
    open_form(talk)
    for text in ("马建国", ID_NUMBER, PHONE, "大专", "2015年7月", "化隆", "一样", "健康"):
        talk.say(text)
    text = talk.say("参加培训给不给补贴")
    assert "政策答复" in text and "有没有工作" in text and "残疾证" not in text


def test_correction_asks_the_named_field(talk: Conversation, counter: Counter) -> None:
    open_form(talk)
    for text in ("马建国", ID_NUMBER, PHONE):
        talk.say(text)
    text = talk.say("名字写错了")
    assert "改“name”" in text and "什么名字" in text
    assert "学历" in talk.say("马建军")
    assert counter.drafts[talk.sender]["name"] == "马建军"


def test_correction_by_payload(talk: Conversation) -> None:
    open_form(talk)
    talk.say("马建国")
    assert "什么名字" in talk.say('/correct_field{"field":"name"}')


def test_go_back_asks_the_previous_field(talk: Conversation) -> None:
    open_form(talk)
    talk.say("马建国")
    text = talk.say("上一步")
    assert "退回去" in text and "什么名字" in text


def test_skip_leaves_the_field_out(talk: Conversation) -> None:
    open_form(talk)
    assert "身份证号" in talk.say("跳过")


def test_why_explains_and_asks_again(talk: Conversation) -> None:
    open_form(talk)
    text = talk.say("为什么问这个")
    assert "身份证对得上" in text and "什么名字" in text


def test_cancel_closes_the_form_and_resume_opens_it_again(talk: Conversation) -> None:
    open_form(talk)
    talk.say("马建国")
    assert "给您留 30 天" in talk.say("不办了")
    assert talk.tracker().active_loop_name is None
    text = talk.say("继续办理")
    assert "填好了" in text and "身份证号" in text


def test_delete_draft_closes_the_form(talk: Conversation, counter: Counter) -> None:
    open_form(talk)
    assert "已经删掉" in talk.say("把我填的都删了")
    assert talk.tracker().active_loop_name is None
    assert talk.sender not in counter.drafts


def test_declined_consent_ends_the_form(talk: Conversation) -> None:
    talk.say("我要办失业登记")
    text = talk.say("不同意")
    assert "什么都不记" in text
    assert talk.tracker().active_loop_name is None


def test_choice_payload_reaches_the_counter(talk: Conversation) -> None:
    assert talk.say('/choose_policy{"entry_id":"registration-how"}') == "所选条目：registration-how"


def test_person_wanted(talk: Conversation) -> None:
    assert "工作人员" in talk.say("转人工")
    assert talk.replies[0]["custom"]["turn"]["outcome"] == "handed_to_staff"


@pytest.mark.parametrize("line", ["我不想活了", "真的活不下去了"])
def test_distress_names_the_hotlines(talk: Conversation, line: str) -> None:
    text = talk.say(line)
    assert all(number in text for number in ("12356", "110", "120", "12333"))


def test_distress_inside_the_form_is_not_followed_by_a_question(talk: Conversation) -> None:
    open_form(talk)
    text = talk.say("活着没意思")
    assert "12356" in text and "不着急" in text and "什么名字" not in text
    assert talk.tracker().active_loop_name == "registration_form"


@pytest.mark.parametrize("line", ["活着没意思", "转人工", "再见"])
def test_answer_after_a_break_fills_the_pending_field(
    talk: Conversation, counter: Counter, line: str
) -> None:
    open_form(talk)
    talk.say(line)
    assert "身份证号" in talk.say("马建国")
    assert counter.drafts[talk.sender]["name"] == "马建国"


@pytest.mark.parametrize("line", ["活着没意思", "转人工", "再见"])
def test_question_after_a_break_is_answered_and_asked_again(talk: Conversation, line: str) -> None:
    open_form(talk)
    talk.say(line)
    text = talk.say("失业金怎么领")
    assert "政策答复" in text and "什么名字" in text


def test_continue_after_a_break_asks_again(talk: Conversation) -> None:
    open_form(talk)
    talk.say("活着没意思")
    assert "什么名字" in talk.say("继续")


def test_misunderstanding_is_explained(talk: Conversation) -> None:
    open_form(talk)
    text = talk.say("？")
    assert "政策答复" in text  # a bare question mark is a question
    assert "什么名字" in text


def test_location_inside_the_form_is_followed_by_the_question(talk: Conversation) -> None:
    open_form(talk)
    assert "什么名字" in talk.say('/share_location{"region":"630104"}')


def test_cancel_without_a_form(talk: Conversation) -> None:
    assert "不用取消" in talk.say("不办了")


def test_go_back_without_a_form(talk: Conversation) -> None:
    assert "没有正在填" in talk.say("上一步")
    assert talk.buttons() == ["/start_registration", "/start_job_seeking"]


def test_looking_for_work_offers_the_registration(talk: Conversation) -> None:
    assert "12333" in talk.say("给我找个活干")
    assert talk.buttons() == ["/start_job_seeking"]


def test_paused_conversation_stays_silent_until_resumed(talk: Conversation) -> None:
    talk.say("你好")
    talk.loop.run_until_complete(talk.host.pause(talk.sender))
    assert talk.say("失业金怎么领") == ""
    talk.loop.run_until_complete(talk.host.resume(talk.sender))
    assert "政策答复" in talk.say("失业金怎么领")


def test_form_continues_after_pause_and_resume(talk: Conversation) -> None:
    open_form(talk)
    talk.loop.run_until_complete(talk.host.pause(talk.sender))
    assert talk.say("你们在吗") == ""
    talk.loop.run_until_complete(talk.host.resume(talk.sender))
    assert "身份证号" in talk.say("马建国")


def test_triggered_intent_speaks_without_a_message(talk: Conversation) -> None:
    replies = talk.loop.run_until_complete(talk.host.trigger(talk.sender, "greet", {}))
    assert "小助手" in replies[0]["text"]
