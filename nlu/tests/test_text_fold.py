"""Folding keeps positions and makes writings equal."""

from __future__ import annotations

import pytest
from components.linear_model import clean
from components.text_fold import fold, has_claim_token
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("失業登記", "失业登记"),
        ("ＡＢＣ１２３", "abc123"),
        ("５ｋ？", "5k?"),
        ("你好😀", "你好 "),
        ("西宁　城东", "西宁 城东"),
        ("①", "1"),
        ("尕藏才让", "尕藏才让"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=50))
def test_length_never_changes(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_claim_token() -> None:
    assert has_claim_token("号是[[id:0123456789abcdef]]")
    assert not has_claim_token("[[id:123]]")


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("你好，请问一下失业金怎么领？", "失业金怎么领"),
        ("失业登记阿么办哩", "失业登记怎么办"),
        ("失业金，怎么 领！！", "失业金怎么领"),
        ("電話[[phone:0123456789abcdef]]", "电话13800000000"),
    ],
)
def test_cleaning_makes_wordings_equal(text: str, same_as: str) -> None:
    assert clean(text) == clean(same_as)
