"""Addresses of the public pages, to put into messages."""

from backend.core.settings import server_settings
from policy_faq.entries import Entry


def page_of(entry: Entry) -> str | None:
    """The page with the whole answer and the marked clauses; None without PUBLIC_URL."""
    base = server_settings().public_url.rstrip("/")
    return f"{base}/p/a/{entry.id}?v={entry.version}" if base else None
