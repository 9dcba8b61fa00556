"""What all tests may ask for: real servers (tests/servers.py) and a browser (tests/browser.py)."""

import structlog

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
