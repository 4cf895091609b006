"""Importing: the paragraphs of a Word document as a reader sees them, numbering included.

python-docx leaves out what Word computes (automatic numbers) and what is tracked as inserted, so
the paragraphs are read from their XML.
"""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from backend.policies.importing.docx_numbering import Numbering
from backend.policies.importing.problems import Problem, UnreadableFile

_TEXT, _TAB, _BREAKS = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr"))
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
# a moved or deleted passage, and the second copy of a text box for old readers
_UNSEEN = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx(content: bytes) -> list[str]:
    """The paragraphs and table rows in order. Raises UnreadableFile."""
    try:
        document = Document(io.BytesIO(content))
        numbering = Numbering(document)
        return [line for line in _blocks(document.element.body, numbering) if line.strip()]
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError, AttributeError) as error:
        # lxml's XMLSyntaxError is a SyntaxError; the others are parts that are not there
        raise UnreadableFile(Problem.BROKEN) from error


def _blocks(parent: Any, numbering: Numbering) -> Iterator[str]:
    for element in parent:
        if element.tag in _UNSEEN:
            continue
        if element.tag == _PARAGRAPH:
            yield from (numbering.mark(element) + _words(element)).split("\n")
        elif element.tag == _TABLE:
            for row in element.iterchildren(_ROW):
                cells = ("".join(_blocks(c, numbering)) for c in row.iterchildren(_CELL))
                yield " ".join(cell for cell in cells if cell)
        elif len(element):  # content controls and the like hold paragraphs of their own
            yield from _blocks(element, numbering)


def _words(element: Any) -> str:
    words = []
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _TEXT:
            words.append(child.text or "")
        elif child.tag in _BREAKS:
            words.append("\n")
        elif child.tag == _TAB and element.tag == qn("w:r"):
            words.append(" ")
        else:
            words.append(_words(child))
    return "".join(words)
