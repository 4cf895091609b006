"""Checks the dialogue data like `rasa data validate --fail-on-warnings`: `python validate.py`.

Two kinds of Rasa's findings are expected and checked here by stricter means instead: responses
that the form or an action names (Rasa only looks into rules), and intents that only buttons send.
"""

from __future__ import annotations

import re
import sys
import tempfile
import warnings
from pathlib import Path

from runtime.settings import NLU_ROOT
from runtime.startup import prepare

ACTIONS_DIR = NLU_ROOT.parent / "actions"
BUTTON_ONLY_INTENTS = frozenset({"choose_policy", "rate_answer"})
UNUSED_RESPONSE = re.compile(r"The utterance '(utter_\w+)' is not used in any story or rule")
UNTRAINED_INTENT = re.compile(r"The intent '(\w+)' is listed in the domain file, but is not found")
FAMILIES = ("utter_explain_", "utter_why_", "utter_invalid_", "utter_registration_status_")
AUTO_FILL = "Slot auto-fill has been removed"  # said of every slot named like an entity
NO_RESPONSES = frozenset({"utter_message"})  # a method of rasa-sdk
RESPONSE_KEY = re.compile(r"\butter_[a-z0-9_]+")


def keys_named_by_actions(folder: Path = ACTIONS_DIR) -> set[str]:
    """Returns the response keys (or their beginnings) that the action server's code names."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    return {key for text in texts for key in RESPONSE_KEY.findall(text)} - NO_RESPONSES


def is_expected(finding: str, fields: set[str], named: set[str]) -> bool:
    """True for a finding that is no fault; everything else must be mended."""
    if finding.startswith(AUTO_FILL):
        return True
    intent = UNTRAINED_INTENT.search(finding)
    if intent:
        return intent.group(1) in BUTTON_ONLY_INTENTS
    response = UNUSED_RESPONSE.search(finding)
    if not response:
        return False
    key = response.group(1)
    if key.startswith("utter_ask_registration_form_"):
        return key.removeprefix("utter_ask_registration_form_") in fields
    in_family = any(key.startswith(f) and any(n.startswith(f) for n in named) for f in FAMILIES)
    return not named or key in named or in_family


def missing_responses(named: set[str], known: set[str]) -> list[str]:
    """Returns keys that an action names but the domain does not hold."""
    return sorted(key for key in named if not key.endswith("_") and key not in known)


def find_faults() -> list[str]:
    """Runs all checks; returns the findings that are faults."""
    prepare()
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator
    from runtime.training import training_paths

    named = keys_named_by_actions()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        importer = TrainingDataImporter.load_from_config(
            str(NLU_ROOT / "config.yml"),
            str(NLU_ROOT / "domain"),
            training_paths(Path(folder)),
        )
        validator = Validator.from_importer(importer)
        is_valid = all(
            (
                validator.verify_domain_validity(),
                validator.verify_nlu(ignore_warnings=True),
                validator.verify_forms_in_stories_rules(),
                validator.verify_form_slots(),
                validator.verify_slot_mappings(),
                validator.verify_utterances_in_stories(ignore_warnings=True),
                validator.verify_actions_in_stories_rules(),
                validator.verify_story_structure(ignore_warnings=False),
            )
        )
    domain = validator.domain
    fields = set(domain.required_slots_for_form("registration_form"))
    findings = [str(warning.message) for warning in caught if warning.category is UserWarning]
    faults = [finding for finding in findings if not is_expected(finding, fields, named)]
    known = set(domain.responses)
    faults += [f"An action names {key}, not in domain" for key in missing_responses(named, known)]
    return faults if faults or is_valid else ["Rasa's validator found the data invalid."]


def main() -> int:
    """Prints the faults; returns the exit code."""
    faults = find_faults()
    for fault in faults:
        print(f"- {fault}")
    print(f"{len(faults)} faults." if faults else "The dialogue data is valid.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
