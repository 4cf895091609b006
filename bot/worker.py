"""The Celery app: picks up what was left, forgets what must not stay.

The promises live in our tables; these tasks only claim rows, so a lost or doubled task costs
seconds, never a message. Start: `celery -A bot.worker worker -B` (worker and beat in one process)
or worker and beat apart on many machines.
"""

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from typing import TypeVar

import redis
import structlog
from celery import Celery
from celery.signals import setup_logging

from backend.core.logging import configure_logging
from backend.core.settings import data_settings
from backend.policies import misses_tasks
from backend.policies.tasks import publish_due_versions
from bot import store
from bot.connections import redis_client
from bot.delivery import Delivery
from bot.queueing import Queueing
from bot.rasa_client import RasaClient
from bot.reception import Reception
from bot.tickets import Tickets
from bot.wechat_api import WeChatApi
from bot.worker_pulse import PULSE_KEY, PULSE_SECONDS

Result = TypeVar("Result")
_log = structlog.get_logger(__name__)


# in a container the worker may be root; Celery's warning fills the log at every start
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")


def _broker() -> str:
    url = data_settings().redis()
    return "redis+socket://" + url.removeprefix("unix://") if url.startswith("unix://") else url


celery = Celery("qinghai_jobs", broker=_broker())
celery.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone="Asia/Shanghai",
    beat_schedule_filename=str(data_settings().data_dir / "beat-schedule"),
    beat_schedule={
        "pulse": {"task": "pulse", "schedule": 10.0, "options": {"expires": 10}},
        "deliver": {"task": "deliver_due", "schedule": 5.0, "options": {"expires": 5}},
        "resume": {"task": "finish_abandoned", "schedule": 10.0, "options": {"expires": 10}},
        "publish": {"task": "publish_due", "schedule": 5.0, "options": {"expires": 5}},
        "misses": {"task": "gather_misses", "schedule": 300.0, "options": {"expires": 300}},
        "forget": {"task": "delete_expired", "schedule": 3600.0, "options": {"expires": 3600}},
    },
)


@setup_logging.connect
def _log_like_the_app(**_: object) -> None:
    configure_logging()


async def _with_reception(use: Callable[[Reception, Delivery], Awaitable[Result]]) -> Result:
    """Run `use` with parts of its own, closed at the end: each task has its own event loop."""
    client = redis_client()
    api, rasa = WeChatApi(client), RasaClient()
    delivery = Delivery(api)
    try:
        reception = Reception(Tickets(client), Queueing(client), rasa, delivery)
        result = await use(reception, delivery)
        await reception.close()
        return result
    finally:
        await rasa.close()
        await api.close()
        await client.aclose()


@celery.task(name="pulse")
def pulse() -> None:
    """Show that the worker is alive."""
    with redis.Redis.from_url(data_settings().redis()) as client:
        client.set(PULSE_KEY, "1", ex=PULSE_SECONDS)


@celery.task(name="deliver_due")
def deliver_due() -> None:
    """Send promised messages that are due."""
    if not store.has_due_messages():
        return
    asyncio.run(_with_reception(lambda _, delivery: delivery.deliver_due()))


@celery.task(name="finish_abandoned")
def finish_abandoned() -> None:
    """Finish turns whose process died in the middle."""
    if not store.has_abandoned_turns():
        return
    count = asyncio.run(_with_reception(lambda reception, _: reception.finish_abandoned()))
    if count:
        _log.info("abandoned_turns_finished", count=count)


@celery.task(name="delete_expired")
def delete_expired() -> None:
    """Forget expired claim checks and old drafts."""
    _log.info("expired_deleted", **store.delete_expired())


@celery.task(name="publish_due")
def publish_due() -> None:
    """Publish policy entries whose moment has come."""
    published = publish_due_versions()
    if published:
        _log.info("policy_entries_published", entries=published)


@celery.task(name="gather_misses")
def gather_misses() -> None:
    """Bring the list of missed questions up to date."""
    count = misses_tasks.gather_misses()
    if count:
        _log.info("missed_questions_gathered", turns=count)
