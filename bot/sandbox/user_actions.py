"""What a virtual user can do: the body of the API call, checked."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

EventName = Literal[
    "subscribe",
    "unsubscribe",
    "click",
    "view",
    "scan",
    "location",
    "subscribe_msg_popup_event",
]
_KINDS = ("text", "event", "voice", "image", "video", "link", "sticker", "location")
_EVENT_NEEDS = {
    "click": ("key",),
    "view": ("url",),
    "scan": ("scene",),
    "location": ("latitude", "longitude"),
    "subscribe_msg_popup_event": ("template_id",),
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Voice(_Strict):
    """A voice message; `recognition` is normally absent (platform recognition is retired)."""

    recognition: str | None = None
    seconds: Annotated[int, Field(ge=1, le=60)] = 3


class Link(_Strict):
    """A shared article."""

    title: str = "链接"
    description: str = ""
    url: Annotated[str, Field(pattern=r"^https?://")]


class Location(_Strict):
    """A place the user chose on the map."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    label: str = ""
    scale: int = Field(16, ge=1, le=20)


class UserMessageBody(_Strict):
    """Body of `POST /api/users/{user}/messages`: exactly one kind, plus its extras."""

    text: str | None = Field(None, min_length=1, max_length=10000)
    event: EventName | None = None
    voice: Literal[True] | Voice | None = None
    image: Literal[True] | str | dict[str, Any] | None = None
    video: Literal[True] | str | dict[str, Any] | None = None
    link: Link | None = None
    sticker: Literal[True] | None = None
    location: Location | None = None
    key: str | None = Field(None, max_length=128)
    url: str | None = Field(None, max_length=1024)
    scene: str | None = Field(None, max_length=64)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    template_id: str | None = None
    status: Literal["accept", "reject"] = "accept"
    menu_id: str | None = Field(None, description="Id of the tapped msgmenu item.")
    wait_ms: int = Field(8000, ge=0, le=60000)

    @model_validator(mode="after")
    def _is_one_message(self) -> UserMessageBody:
        if len(self.given_kinds) != 1:
            raise ValueError("give exactly one of: " + ", ".join(_KINDS))
        for name in _EVENT_NEEDS.get(self.event or "", ()):
            if getattr(self, name) is None:
                raise ValueError(f'event "{self.event}" needs "{name}"')
        if self.text is not None and not self.text.strip():
            raise ValueError("text is blank; WeChat does not send blank messages")
        return self

    @property
    def given_kinds(self) -> list[str]:
        """The kinds present in the body."""
        return [kind for kind in _KINDS if getattr(self, kind) is not None]
