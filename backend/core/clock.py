"""The only now(). Instants are aware UTC; dates are those of the person's day in Qinghai."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present date in Qinghai."""
    return now().astimezone(LOCAL).date()


def local(instant: datetime) -> datetime:
    """The same instant on a Qinghai wall clock."""
    return instant.astimezone(LOCAL)
