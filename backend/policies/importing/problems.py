"""Importing: why a file could not be read; the sentences are in backend/console/labels.yml."""

from enum import StrEnum


class Problem(StrEnum):
    """What is wrong with a file, by what the person can do about it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MUCH_TEXT = "too_much_text"
    OLD_WORD = "old_word"
    UNKNOWN_KIND = "unknown_kind"
    WRONG_ENDING = "wrong_ending"
    ENCODING = "encoding"
    ENCRYPTED = "encrypted"
    SCAN_ONLY = "scan_only"
    GARBLED = "garbled"
    BROKEN = "broken"
    BOMB = "bomb"
    TIMED_OUT = "timed_out"
    NO_TEXT = "no_text"


class UnreadableFile(Exception):
    """The file cannot be imported; `problem` says what to tell the person."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem
