"""Logging: one line per event, readable on a terminal, JSON elsewhere; libraries' loggers included."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any, TextIO

import structlog

if TYPE_CHECKING:
    from structlog.typing import Processor


_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _line(event: Any, **_: Any) -> str:
    """With one encoder for all lines."""
    return _encode(event)


def set_up(level: str, out: TextIO | None = None) -> None:
    """``level``: debug, info, warning or error; ``out``: where to (standard error).

    Libraries are heard from "warning" on, or at "debug".
    """
    out = out or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if out.isatty()
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_line),
        ]
    )
    structlog.configure(
        processors=[*before, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(out),  # one write a line
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    heard = number if number == logging.DEBUG else max(number, logging.WARNING)
    logging.basicConfig(level=heard, handlers=[handler], force=True)
