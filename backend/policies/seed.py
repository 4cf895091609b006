"""The seed: what the files hold before anything is published from the console."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import policy_faq
from policy_faq.citations import Sources, as_rule_source
from policy_faq.content_files import Item, load_items
from policy_faq.documents import PolicyDocument, load_documents
from policy_faq.parameters import Parameters, load_parameters
from policy_faq.rules import load_rules

SHIPPED = Path(policy_faq.__file__).parent


@dataclass(frozen=True, slots=True)
class Seed:
    """Entries as plain data by id in reading order, official texts, parameters, and the folder."""

    folder: Path
    items: Mapping[str, Item]
    documents: Mapping[str, PolicyDocument]
    parameters: Parameters

    def sources(self, published: Mapping[str, PolicyDocument]) -> Sources:
        """What citations may point at when some documents were published since.

        Raises ContentError when the rule register no longer fits the documents.
        """
        documents = {**self.documents, **published}
        more = tuple(as_rule_source(document) for document in documents.values())
        return Sources(
            documents, load_rules(self.folder / "documents" / "rules.yml", more_sources=more)
        )


def load_seed(folder: Path = SHIPPED) -> Seed:
    """Read a folder with content/, documents/ and parameters.yml. Raises ContentError."""
    return Seed(
        folder=folder,
        items={str(item["id"]): item for item in load_items(folder / "content")},
        documents=load_documents(folder / "documents"),
        parameters=load_parameters(folder / "parameters.yml"),
    )
