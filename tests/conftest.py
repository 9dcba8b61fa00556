"""What all tests may ask for: real servers (tests/servers.py) and a browser (tests/browser.py)."""

import gc
from collections.abc import Iterator

import pytest
import structlog

from handlers import holidays_desk
from handlers.rules import calendar

pytest_plugins = ["tests.servers", "tests.browser"]

# structlog's own way of showing an exception prints every variable of every frame, which takes seconds each
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)

ON_BOTH = 3  # tests of each file (stories: of each file of stories) that `make test` runs on PostgreSQL, too


@pytest.fixture(autouse=True)
def known_days() -> Iterator[None]:
    """Holidays that a test has imported are gone after it."""
    yield
    if calendar._own:
        calendar.take_public_days({})
    holidays_desk._known = ("", 0)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything with a database runs on SQLite, and on PostgreSQL: the storage itself, what is done side by side, and
    the first tests of each file in `make test`, all the others in `make long`."""
    seen: dict[str, int] = {}
    for item in items:
        params = (
            item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        )
        if "postgresql" not in (params.get("store_url"), params.get("bare_url")):
            continue
        names = item.function.__code__.co_names if isinstance(item, pytest.Function) else ()
        if "tests/storage/" in item.nodeid or {"together", "Thread", "gather"} & set(names):
            continue
        file = str(params.get("story", item.path)).partition(":")[0]
        seen[file] = seen.get(file, 0) + 1
        if seen[file] > ON_BOTH:
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Half a million objects that stay: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
