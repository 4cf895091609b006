"""Importing: the lines of a PDF, page by page."""

import io
from collections.abc import Callable
from itertools import chain

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from backend.policies.importing.problems import Problem, UnreadableFile

MOST_PAGES = 1_000
_FEWEST_LETTERS = 15  # a page; below that on average it is a scan
_GARBLED_SHARE = 0.05


def read_pdf(content: bytes, progress: Callable[[int, int], None]) -> list[list[str]]:
    """The lines of every page. Raises UnreadableFile.

    Args:
        content: the file.
        progress: told after each page how many of how many are done.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(Problem.ENCRYPTED)
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise UnreadableFile(Problem.TOO_MANY_PAGES)
        pages = []
        for number, page in enumerate(reader.pages, start=1):
            pages.append(page.extract_text().splitlines())
            progress(number, count)
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        # pypdf meets a damaged structure with any of these
        raise UnreadableFile(Problem.BROKEN) from error
    _check_letters(pages)
    return pages


def _check_letters(pages: list[list[str]]) -> None:
    text = "".join("".join(line.split()) for line in chain.from_iterable(pages))
    if len(text) < _FEWEST_LETTERS * len(pages):
        raise UnreadableFile(Problem.SCAN_ONLY)
    lost = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
    if lost + text.count("(cid:") * 5 > _GARBLED_SHARE * len(text):
        raise UnreadableFile(Problem.GARBLED)
