"""Reading room: reads YAML with the C parser where it is there; the content is large."""

from typing import Any

import yaml

YamlError = yaml.YAMLError
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """Parse one YAML document into plain data. Raises YamlError."""
    return yaml.load(text, Loader=_LOADER)
