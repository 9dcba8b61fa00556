"""Run by Alembic; ``storage.schema`` gives it a connection."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import JSON

from storage import (  # noqa: F401 - their tables belong to the schema
    assignment_tables,
    campaign_tables,
    dealers_tables,
    desk_tables,
    dispatch_tables,
    duty_tables,
    forms_tables,
    holiday_tables,
    identity_tables,
    integration_tables,
    media_tables,
    promise_tables,
    report_tables,
    staff_chat_tables,
    stock_tables,
)
from storage import planned_tables as planned_tables
from storage.models import Model
from storage.types import Instant


def render(kind: str, item: Any, autogen: Any) -> Any:
    """Our column types by their names."""
    if kind == "type" and isinstance(item, Instant | JSON):
        name = "Instant" if isinstance(item, Instant) else "Json"
        autogen.imports.add(f"from storage.types import {name}")
        return f"{name}()" if name == "Instant" else name
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
    render_item=render,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
