"""The cloakroom: no personal number gets past it, ordinary numbers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import find_numbers, mask

ID = "63010219900307001X"
PHONE = "13812345678"


def shown(text: str) -> str:
    return mask(text, lambda kind, value: value)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"我的身份证{ID}", f"我的身份证[[id:{ID}]]"),
        (f"{PHONE} {ID}", f"[[phone:{PHONE}]] [[id:{ID}]]"),
        ("６３０１０２１９９００３０７００１ｘ", f"[[id:{ID}]]"),
        ("630102 19900307 001X", f"[[id:{ID}]]"),
        (f"{ID}{PHONE}", f"[[id:{ID}]][[phone:{PHONE}]]"),
        ("一三八一二三四五六七八", f"[[phone:{PHONE}]]"),
        ("幺三八一二三四五六七八", f"[[phone:{PHONE}]]"),
        ("138-1234-5678", f"[[phone:{PHONE}]]"),
        ("+86 138 1234 5678", f"[[phone:{PHONE}]]"),
        ("6222 0200 1234 5678 901", "[[card:6222020012345678901]]"),
        ("630102900307001", "[[id:630102900307001]]"),
    ],
)
def test_numbers_become_claim_checks(text: str, masked: str) -> None:
    assert shown(text) == masked


@pytest.mark.parametrize(
    "text",
    ["12333", "十万元", "100000", "2026年10月3日", "二〇二六年十月", "4500-6000元", "1 2 3", ""],
)
def test_ordinary_numbers_stay(text: str) -> None:
    assert shown(text) == text


@given(st.text(), st.sampled_from([ID, PHONE, "6222020012345678"]), st.text())
def test_no_number_survives_in_any_surroundings(before: str, number: str, after: str) -> None:
    # letters and digits right at its side make it another word; anything else must not hide it
    text = f"{before}，{number}，{after}"
    assert number not in mask(text, lambda kind, value: "0" * 16)


@given(st.text(max_size=300))
def test_spans_are_in_order_and_inside(text: str) -> None:
    numbers = find_numbers(text)
    ends = [0] + [number.end for number in numbers]
    starts = [number.start for number in numbers] + [len(text)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
