"""What arrives from WeChat, as plain data; nothing behind the gate sees XML."""

from dataclasses import dataclass, field
from hashlib import sha256

from backend.core.crypto import keyed_hash

MEDIA_KINDS = frozenset({"voice", "image", "video", "shortvideo", "link", "sticker"})


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message or event of one person, checked and decrypted.

    `kind` is the platform's MsgType in lower case, or `event`; then `event` names it in lower
    case. `created_at` is the platform's CreateTime in seconds, as text.
    """

    account_id: str
    openid: str
    kind: str
    created_at: str
    message_id: str = ""
    text: str = ""
    event: str = ""
    event_key: str = ""
    details: dict[str, str] = field(default_factory=dict)

    @property
    def ticket_key(self) -> str:
        """The same for every delivery of this message, different for any other.

        Neither MsgId nor FromUserName+CreateTime is enough alone (wechat.md §1.3): the account,
        the person, the event and its key are part of it.
        """
        parts = (
            self.account_id,
            self.openid,
            self.message_id,
            self.created_at,
            self.kind,
            self.event,
            self.event_key,
        )
        return sha256("\0".join(parts).encode()).hexdigest()

    @property
    def person(self) -> str:
        """A stand-in for the person, the same in every process; says nothing about the openid."""
        return keyed_hash(f"{self.account_id}\0{self.openid}", "queue")
