"""Files people upload, made in the test: PDF by hand, Word by python-docx, broken ones."""

import io
import zipfile
from collections.abc import Sequence

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

NOTICE_LINES = [
    "试点省人力资源和社会保障厅文件",
    "试人社厅发〔2025〕7号",
    "关于做好就业服务工作的通知",
    "各市、自治州人力资源社会保障局：",
    "为做好就业服务工作，现将有关事项通知如下。",
    "一、畅通登记渠道。",
    "线上申请的，在3个工作日内办结。线下申请的，即时办结。",
    "二、支持创业。",
    "（一）提供场地。优先向登记失业人员免费提供场地。",
    "（二）落实贷款。对10万元以下的贷款免除反担保要求。",
    "三、本通知自2025年7月1日起施行，有效期至2030年6月30日。",
    "试点省人力资源和社会保障厅",
    "2025年6月20日",
]


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A small PDF with Chinese text, a line each, readable through its ToUnicode map."""
    objects: list[bytes] = []

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    def stream(data: bytes) -> bytes:
        return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)

    letters = sorted({letter for lines in pages for line in lines for letter in line})
    codes = b" ".join(b"<%04x> <%04x>" % (ord(c), ord(c)) for c in letters)
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <0000> <FFFF> "
        b"endcodespacerange\n%d beginbfchar %s endbfchar\nendcmap end" % (len(letters), codes)
    )
    to_unicode = add(stream(cmap))
    descendant = add(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 >>"
    )
    font = add(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (descendant, to_unicode)
    )
    parent = len(objects) + 2 * len(pages) + 1
    kids = []
    for lines in pages:
        shown = b"".join(b"<%s> Tj T* " % line.encode("utf-16-be").hex().encode() for line in lines)
        content = add(stream(b"BT /F1 16 Tf 22 TL 70 780 Td " + shown + b"ET"))
        kids.append(
            add(
                b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
                b"/Resources << /Font << /F1 %d 0 R >> >> >>" % (parent, content, font)
            )
        )
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    pages_object = add(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed))
    assert pages_object == parent
    catalog = add(b"<< /Type /Catalog /Pages %d 0 R >>" % parent)
    return _assembled(objects, catalog)


def _assembled(objects: Sequence[bytes], catalog: int) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(
        b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, catalog, start)
    )
    return out.getvalue()


def encrypted_pdf(password: str) -> bytes:
    """The same, locked with a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([NOTICE_LINES]))))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(paragraphs: Sequence[str], *, table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document of plain paragraphs and perhaps a table at the end."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        made = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return _saved(document)


def numbered_docx() -> bytes:
    """Word prints 一、 and （一） itself; a tracked insertion and a deletion stand in the text."""
    document = Document()
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for depth, text in enumerate(("%1、", "（%2）")):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for tag, value in (("w:start", "1"), ("w:numFmt", "chineseCounting"), ("w:lvlText", text)):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    numbering.append(number)
    for text, depth in (
        ("畅通渠道。", 0),
        ("线上。", 1),
        ("线下。", 1),
        ("支持创业。", 0),
        ("场地。", 1),
    ):
        _number(document.add_paragraph(text), depth)
    paragraph = document.add_paragraph("各地要")
    _tracked(paragraph, "w:ins", "w:t", "认真")
    _tracked(paragraph, "w:del", "w:delText", "马上")
    paragraph.add_run("落实。")
    return _saved(document)


def _number(paragraph, depth: int) -> None:  # type: ignore[no-untyped-def]
    properties = paragraph._p.get_or_add_pPr()
    numbered = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(depth)), ("w:numId", "77")):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        numbered.append(child)
    properties.append(numbered)


def _tracked(paragraph, change: str, tag: str, words: str) -> None:  # type: ignore[no-untyped-def]
    element, run, text = OxmlElement(change), OxmlElement("w:r"), OxmlElement(tag)
    text.text = words
    run.append(text)
    element.append(run)
    paragraph._p.append(element)


def _saved(document) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb_docx(megabytes: int) -> bytes:
    """A small archive whose document.xml unpacks to so many megabytes of blanks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (megabytes * 1024 * 1024))
    return out.getvalue()


def archive(name: str, content: str = "x") -> bytes:
    """A zip file that is no Word document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, content)
    return out.getvalue()
