"""How personal data is shown when it need not be shown whole."""

from backend.core.crypto import keyed_hash


def mask_id_number(value: str) -> str:
    """630102********001X: region and check end stay, the birth date goes."""
    return value[:6] + "*" * max(len(value) - 10, 0) + value[-4:] if len(value) >= 10 else "****"


def mask_phone(value: str) -> str:
    """138****1234."""
    return value[:3] + "****" + value[-4:] if len(value) >= 11 else "****"


def mask_name(value: str) -> str:
    """张** : the first character stays."""
    return value[:1] + "*" * max(min(len(value) - 1, 3), 1) if value else ""


def short_hash(value: str) -> str:
    """A stable short stand-in for an openid in logs."""
    return keyed_hash(value, "log")[:10]
