"""The process's one policy search, as it is now."""

from backend.policies import knowledge
from backend.policies.live_search import LiveSearch


def policy_search() -> LiveSearch:
    """The search over what is known now; whoever comes first builds it, the others wait.

    Ask once per request and keep it: a change published meanwhile is a new search.
    """
    return knowledge.current().search
