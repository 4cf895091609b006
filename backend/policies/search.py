"""The process's one policy search, built at the first question or when the app warms up."""

from threading import Lock

from policy_faq.search import PolicySearch

_lock = Lock()
_search: PolicySearch | None = None


def policy_search() -> PolicySearch:
    """The search over the shipped content; whoever comes first builds it, the others wait."""
    global _search
    if _search is None:
        with _lock:
            if _search is None:
                _search = PolicySearch.load()
    return _search
