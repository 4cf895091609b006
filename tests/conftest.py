"""Fixtures every test may ask for; their code is in tests/support."""

pytest_plugins = [
    "tests.support.environment",
    "tests.support.databases",
    "tests.support.redis_server",
    "tests.support.product",
]
