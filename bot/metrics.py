"""Counters of the channel, for operators (`GET /metrics` with the service token)."""

from prometheus_client import Counter

CALLBACKS = Counter(
    "wechat_callbacks_total", "Callbacks from the platform by how they ended", ["end"]
)
