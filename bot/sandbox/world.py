"""Everything one running sandbox holds, and how a request reaches it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import Request

from bot.sandbox.access import Access
from bot.sandbox.callback import Callback
from bot.sandbox.clock import SandboxClock
from bot.sandbox.conversation import Conversation
from bot.sandbox.faults import Faults
from bot.sandbox.feed import Feed
from bot.sandbox.journal import Journal
from bot.sandbox.people import People
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.transcript import Transcript


@dataclass
class World:
    """One WeChat in small: the platform, its users and the account's menu."""

    settings: SandboxSettings
    http: httpx.AsyncClient
    clock: SandboxClock
    feed: Feed
    people: People
    transcript: Transcript
    callback: Callback
    conversation: Conversation
    access: Access
    journal: Journal
    faults: Faults = field(default_factory=Faults)
    menu: list[dict[str, Any]] | None = None
    sent_notices: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def set_menu(self, menu: list[dict[str, Any]] | None) -> None:
        """Replace or remove the menu; open pages show it at once."""
        self.menu = menu
        self.feed.publish("menu", {"button": menu or []})
        self.journal.write({"menu": menu})


def build_world(settings: SandboxSettings) -> World:
    """Put the parts together; users and menu of a kept journal are known again."""
    # Proxies of the environment must not see the callback.
    limits = httpx.Limits(max_connections=500, max_keepalive_connections=50)
    http = httpx.AsyncClient(trust_env=False, timeout=None, limits=limits)
    clock, feed, people = SandboxClock(), Feed(), People(settings.wechat_appid)
    journal = Journal(settings.sandbox_data)
    transcript = Transcript(feed, journal)
    for name in transcript.users:
        people.get_or_create(name).is_subscribed = transcript.is_subscribed(name)
    callback = Callback(settings, http)
    return World(
        settings=settings,
        http=http,
        clock=clock,
        feed=feed,
        people=people,
        transcript=transcript,
        callback=callback,
        conversation=Conversation(people, transcript, callback, clock, feed),
        access=Access(settings, clock),
        journal=journal,
        menu=_kept_menu(journal),
    )


def _kept_menu(journal: Journal) -> list[dict[str, Any]] | None:
    menus = [record["menu"] for record in journal.records() if "menu" in record]
    return menus[-1] if menus else None


def get_world(request: Request) -> World:
    """Dependency: the world of the application that got the request."""
    world: World = request.app.state.world
    return world
