"""Runs the gates on a version before a step, outside the transaction that makes the step.

Building a search with the candidate in it takes seconds; no writer may wait for that. The report
names the edition and revision it speaks of, and the step refuses it when either has moved on.
"""

from datetime import date

from backend.core import clock
from backend.core.db import reading
from backend.core.errors import NotFound
from backend.policies import editing_repository as rows
from backend.policies import knowledge
from backend.policies.gates import Report, all_findings, withdrawal_findings
from backend.policies.golden import golden_questions


def report_on(version_id: str, *, on: date | None = None) -> Report:
    """All gates on a version as it is now, against what is published now; `on`: the day it is out.

    A door calls this: it reads in a transaction of its own. Raises NotFound.
    """
    room = knowledge.room()
    room.refresh()
    revision = room.current().revision
    with reading() as session:
        version = rows.version_seen(session, version_id)
        if version is None:
            raise NotFound("no such version")
        golden = golden_questions(session, room.seed)
    day = on or clock.today()
    if version.is_withdrawn:
        findings = withdrawal_findings(version.entry_id, room, golden, day)
    else:
        findings = all_findings(version.content, room, golden, day)
    return Report(version.id, version.edition, revision, tuple(findings))
