"""Rules of the house that would otherwise have to be remembered."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "actions", "backend", "policy_faq", "nlu")
# the doors, where a last `except Exception` turns anything into a sentence and a log line
DOORS = {"bot/callback.py", "bot/reception.py", "actions/base.py"}
DOORS |= {"nlu/runtime/web.py", "nlu/runtime/agent_host.py"}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in tracked(f"{package}/*.py"):
            if "migrations/versions" not in str(path) and "tests/" not in str(path):
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def test_only_the_unit_of_work_commits() -> None:
    offenders = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "commit"
        and not name.startswith(("backend/core/db.py", "nlu/"))
    ]
    assert offenders == []


def test_blind_excepts_stand_only_at_the_doors() -> None:
    offenders = {
        name
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or "Exception" in ast.unparse(node.type).split("."))
    }
    assert offenders <= DOORS


def test_now_is_asked_of_the_clock_only() -> None:
    offenders = [
        f"{name}:{node.lineno}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and ast.unparse(node.value) in ("datetime", "date", "datetime.datetime", "datetime.date")
        and name != "backend/core/clock.py"
        and not name.startswith(("nlu/", "bot/sandbox/", "policy_faq/"))
    ]
    assert offenders == []


def test_every_module_says_which_room_it_is() -> None:
    assert [name for name, tree in sources() if not ast.get_docstring(tree)] == []


def test_public_functions_of_services_have_docstrings() -> None:
    offenders = [
        f"{name}:{node.name}"
        for name, tree in sources()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert offenders == []


def test_functions_stay_readable() -> None:
    offenders = [
        f"{name}:{node.name} {node.end_lineno - node.lineno + 1}"
        for name, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert offenders == []


def test_files_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
        and "tests/" not in str(path)
        and "migrations/versions" not in str(path)
    }
    assert long == {}


def test_no_banned_names() -> None:
    banned = re.compile(r"(^|/|_)(utils?|helpers?|managers?)(\.py|/|_|$)")
    assert [str(p) for p in tracked("*.py") if banned.search(str(p.relative_to(ROOT)))] == []


def test_nothing_of_one_machine_is_tracked() -> None:
    machine = re.compile(r"/(?:work|farm|root)/|/home/[a-z]")
    offenders = []
    for path in tracked():
        if path.suffix in (".png", ".lock") or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        if machine.search(text):
            offenders.append(str(path.relative_to(ROOT)))
    assert offenders == []


def test_every_setting_is_described_and_in_the_example() -> None:
    from backend.core import settings

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    undocumented = []
    for name in vars(settings):
        kind = getattr(settings, name)
        if not (isinstance(kind, type) and name.endswith("Settings") and name != "BaseSettings"):
            continue
        prefix = kind.model_config.get("env_prefix", "")
        for field, about in kind.model_fields.items():
            assert about.description, f"{name}.{field} has no description"
            if f"{prefix}{field}".upper() not in example:
                undocumented.append(f"{prefix}{field}".upper())
    assert undocumented == []


@pytest.mark.parametrize("path", ["README.md", "docs/walk.md"])
def test_links_in_the_documents_lead_somewhere(path: str) -> None:
    document = ROOT / path
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []
