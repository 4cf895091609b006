"""The worker's pulse: a key in Redis that lives a little longer than the beat that renews it."""

PULSE_KEY = "worker:pulse"
PULSE_SECONDS = 30
