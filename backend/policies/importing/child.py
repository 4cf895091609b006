"""Importing: the process that reads one uploaded file. `python -m … <folder>`

It knows no secret and no database. The folder holds `source` and `request.json`; it leaves
`progress` while it works and `result.json` at the end: the lines, or what is wrong.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any

from backend.policies.importing.problems import Problem, UnreadableFile
from backend.policies.importing.sniffing import FileKind, sniff

_MEMORY_BYTES = 1536 * 1024 * 1024
_CPU_SECONDS = 240
_LARGEST_RESULT = 64 * 1024 * 1024
_MOST_CHARACTERS = 3_000_000


def main(folder: Path) -> None:
    """Read the file of a folder within bounds; whatever is not foreseen ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_RESULT, _LARGEST_RESULT))
    name = json.loads((folder / "request.json").read_text(encoding="utf-8"))["name"]
    try:
        result = _read((folder / "source").read_bytes(), name, folder)
    except UnreadableFile as error:
        result = {"problem": error.problem.value}
    except MemoryError:
        result = {"problem": Problem.BOMB.value}
    write_whole(folder / "result.json", json.dumps(result, ensure_ascii=False))


def write_whole(path: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    draft = path.with_suffix(".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _read(content: bytes, name: str, folder: Path) -> dict[str, Any]:
    kind = sniff(content, name)
    if kind == FileKind.MARKDOWN and content.lstrip(b"\xef\xbb\xbf").startswith(b"---"):
        from backend.policies.importing.text_files import decode

        return {"markdown": decode(content).replace("\r\n", "\n")}
    lines = _lines(content, kind, folder)
    count = sum(map(len, lines))
    if count == 0:
        raise UnreadableFile(Problem.NO_TEXT)
    if count > _MOST_CHARACTERS:
        raise UnreadableFile(Problem.TOO_MUCH_TEXT)
    return {"lines": lines}


def _lines(content: bytes, kind: FileKind, folder: Path) -> list[str]:
    # the libraries are imported behind the bounds, and only the one that is needed
    from backend.policies.importing.joining import join_lines, join_pages

    if kind == FileKind.DOCX:
        from backend.policies.importing.docx_files import read_docx

        return [line.strip() for line in read_docx(content)]
    if kind == FileKind.PDF:
        from backend.policies.importing.pdf_files import read_pdf

        def tell(done: int, count: int) -> None:
            write_whole(folder / "progress", f"{done} {count}")

        return join_pages(read_pdf(content, tell))
    from backend.policies.importing.text_files import decode, without_markdown

    text = decode(content)
    return join_lines((without_markdown(text) if kind == FileKind.MARKDOWN else text).splitlines())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
