"""Bringing a database to the newest schema (Alembic, without a configuration file)."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.engine import Store
from storage.models import Model


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage").joinpath("migrations")))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(store: Store) -> tuple[str | None, str | None]:
    """Apply what is missing.  Returns the revisions before and after."""
    with store.engine.begin() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        command.upgrade(_config(connection), "head")
    return before, head()


def head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(store: Store) -> str | None:
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(store: Store) -> list[Any]:
    """What the models have and the database lacks, or the other way round."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, Model.metadata))


def new_revision(store: Store, message: str, revision: str) -> None:
    """Write a migration from the difference (for developers)."""
    with store.engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision)
