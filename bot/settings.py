"""Settings: from the environment (``BAOXIU_...``) and a ``.env`` file, each with its unit and its effect."""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings of an installation."""

    model_config = SettingsConfigDict(
        env_prefix="BAOXIU_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    home: Path = Field(default=Path("data"), description="folder of all data: database, secret, own plans")
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL; empty: SQLite in the home folder. postgresql://user@host/name for PostgreSQL",
    )
    redis_url: str | None = Field(
        default=None,
        description="redis://host:port/0 carries signals between processes; empty: one process, or polling",
    )
    host: str = Field(default="127.0.0.1", description="address to listen on; 0.0.0.0 for all")
    port: int = Field(default=8000, ge=1, le=65535, description="port to listen on")
    default_plan: str | None = Field(
        default=None, description="plan of conversations that name no product; empty: ask or guess"
    )
    plans: Path | None = Field(
        default=None, description="folder with plan files of your own (*.toml); empty: home/plans"
    )
    turn_threads: int = Field(default=8, ge=1, le=64, description="turns worked on at the same time")
    widget_origins: str = Field(
        default="*",
        description="pages that may embed the chat, as frame-ancestors of a Content-Security-Policy",
    )
    secret_key: str | None = Field(
        default=None, description="signs visitors' tokens; empty: made once and kept in the home folder"
    )
    log_level: str = Field(default="info", description="debug, info, warning or error")
    secure_cookies: bool = Field(
        default=False, description="true behind HTTPS: cookies are sent over HTTPS only"
    )

    @property
    def url(self) -> str:
        """The database's URL."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.home / 'baoxiu.sqlite').resolve()}"

    @property
    def plan_folder(self) -> Path:
        return self.plans or self.home / "plans"

    @cached_property
    def secret(self) -> str:
        """The signing key, made at the first start and readable by the owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret"
        try:
            return path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            self.home.mkdir(parents=True, exist_ok=True)
            made = secrets.token_urlsafe(48)
            try:
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(made)
            except FileExistsError:  # another process was faster
                return path.read_text(encoding="ascii").strip()
            return made


def example() -> str:
    """The text of ``.env.example``."""
    lines = [
        "# Settings of baoxiu.  Copy to .env and change what you need; the values shown are the defaults."
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else field.default
        lines += ["", f"# {field.description}", f"#BAOXIU_{name.upper()}={default}"]
    return "\n".join(lines) + "\n"
