"""Importing: what a file is, by its content; its ending is only a claim."""

import io
import zipfile
from enum import StrEnum
from pathlib import PurePath

from backend.policies.importing.problems import Problem, UnreadableFile

LARGEST_FILE = 20 * 1024 * 1024
_LARGEST_UNPACKED = 200 * 1024 * 1024
_MOST_MEMBERS = 2_000
_ENDINGS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".docx": "docx",
    ".pdf": "pdf",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_OTHER_KINDS = (
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)


class FileKind(StrEnum):
    """The kinds of files that can be imported."""

    TEXT = "txt"
    MARKDOWN = "md"
    DOCX = "docx"
    PDF = "pdf"


def sniff(content: bytes, name: str) -> FileKind:
    """The kind of a file. Raises UnreadableFile for what cannot be imported."""
    if not content.strip():
        raise UnreadableFile(Problem.EMPTY)
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(Problem.TOO_LARGE)
    claimed = _ENDINGS.get(PurePath(name).suffix.lower())
    kind = _kind_of(content)
    if claimed is None:
        raise UnreadableFile(Problem.UNKNOWN_KIND)
    is_text = kind == FileKind.TEXT and claimed in ("txt", "md")
    if claimed != kind and not is_text:
        raise UnreadableFile(Problem.WRONG_ENDING)
    return FileKind(claimed)


def _kind_of(content: bytes) -> FileKind:
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(_OLD_OFFICE):
        raise UnreadableFile(Problem.OLD_WORD)
    if content.startswith(b"PK"):
        _check_docx(content)
        return FileKind.DOCX
    if content.startswith(_OTHER_KINDS):
        raise UnreadableFile(Problem.UNKNOWN_KIND)
    return FileKind.TEXT


def _check_docx(content: bytes) -> None:
    """A zip with a Word document in it that does not unpack to something enormous."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(Problem.BROKEN) from error
    if len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > _LARGEST_UNPACKED:
        raise UnreadableFile(Problem.BOMB)
    names = {member.filename for member in members}
    if "EncryptedPackage" in names or any(member.flag_bits & 1 for member in members):
        raise UnreadableFile(Problem.ENCRYPTED)
    if "word/document.xml" not in names:
        raise UnreadableFile(Problem.UNKNOWN_KIND)
