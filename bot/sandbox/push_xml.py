"""Writes pushed messages as XML and reads the XML that comes back."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

_MAX_BYTES = 1024 * 1024


class XmlError(ValueError):
    """The text is not XML we accept."""


def write_xml(elements: list[tuple[str, Any]]) -> str:
    """Write `<xml>` with the given elements; strings become CDATA, lists nest."""
    return f"<xml>{_written(elements)}</xml>"


def read_xml(body: bytes) -> ElementTree.Element:
    """Parse a reply. Raises `XmlError`; document types are refused (entity bombs)."""
    if len(body) > _MAX_BYTES:
        raise XmlError("more than 1 MiB")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise XmlError("document type not allowed")
    try:
        root = ElementTree.fromstring(body)  # no entities can be left here
    except ElementTree.ParseError as error:
        raise XmlError(f"not XML: {error}") from error
    if root.tag != "xml":
        raise XmlError(f"root element is <{root.tag}>, not <xml>")
    return root


def text_of(parent: ElementTree.Element, tag: str) -> str:
    """Text of a child element, '' when it is absent or empty."""
    return parent.findtext(tag) or ""


def _written(elements: list[tuple[str, Any]]) -> str:
    return "".join(f"<{name}>{_value(value)}</{name}>" for name, value in elements)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return _written(value)
    if isinstance(value, int):
        return str(value)
    # A user may type "]]>" or half a surrogate pair; neither may break the document.
    text = str(value).encode("utf-8", "replace").decode()
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
