"""A small seed (one text, three entries) and staff, so that a whole rebuild takes milliseconds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from backend.core import settings
from backend.core.db import unit_of_work
from backend.policies import knowledge, revisions
from backend.policies.models import EntryVersion, VersionState
from backend.policies.seed import Seed, load_seed
from backend.staff.models import StaffAccount, StaffRole
from tests.unit.policy_faq.conftest import CONTENT, NOTICE, RULES

PARAMETERS = """
- id: allowance
  label: 培训生活费补贴
  unit: 元/天
  values:
    - {region: "630000", value: "20", effective_on: "2026-01-01", expires_on: null,
       source: 试人社发〔2025〕8号}
    - {region: "630100", value: "30", effective_on: "2026-07-01", expires_on: null,
       source: 试人社发〔2026〕2号}
- {id: wage, label: 最低工资, unit: 元/月, values: []}
"""


@contextmanager
def over_small_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process knows the small seed instead of the shipped one, and forgets it afterwards."""
    monkeypatch.setenv("KNOWLEDGE_FOLDER", str(write_seed(tmp_path / "seed")))
    monkeypatch.setenv("POLICY_CACHE_DIR", str(tmp_path / "cache"))
    settings.forget_settings()
    knowledge.forget_knowledge()
    yield
    knowledge.forget_knowledge()


def write_seed(folder: Path) -> Path:
    """Write the small seed into a folder and return it."""
    (folder / "content").mkdir(parents=True)
    (folder / "documents").mkdir()
    (folder / "content" / "registration.yml").write_text(CONTENT, encoding="utf-8")
    lasting = NOTICE.replace("2026-12-31", "2099-12-31")  # tests do not end with it
    (folder / "documents" / "notice-1.md").write_text(lasting, encoding="utf-8")
    (folder / "documents" / "rules.yml").write_text(RULES, encoding="utf-8")
    (folder / "parameters.yml").write_text(PARAMETERS, encoding="utf-8")
    return folder


def small_seed(folder: Path) -> Seed:
    """The small seed, read from a folder it is written to."""
    return load_seed(write_seed(folder))


def make_editors() -> tuple[str, str]:
    """Two officers; their account ids."""
    with unit_of_work() as session:
        accounts = [
            StaffAccount(
                login=login, display_name=name, role=StaffRole.OFFICER, password_hash="none"
            )
            for login, name in (("bianji", "编辑小马"), ("shenhe", "审核老李"))
        ]
        session.add_all(accounts)
        session.flush()
        return accounts[0].id, accounts[1].id


def publish_row(
    session: Session, staff_id: str, seed: Seed, entry_id: str, *, number: int = 1, **changes: str
) -> EntryVersion:
    """A published version with some fields changed, as approval leaves it behind."""
    version = EntryVersion(
        entry_id=entry_id,
        number=number,
        state=VersionState.PUBLISHED,
        content={**seed.items[entry_id], **changes},
        author_id=staff_id,
    )
    session.add(version)
    revisions.record(session, "publish", entry_id, version_id=version.id, staff_id=staff_id)
    return version
