"""Opening the house: database, plans and understanding as the settings say."""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from bot import logs
from bot.settings import BadSetting, Settings
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.understanding import Understanding
from storage.engine import Store
from storage.signals import Signals


def parse(text: str, lang: str | None) -> Understanding:
    """The built-in understanding; the model is loaded by the first call."""
    from nlu.parse import parse as built_in

    return built_in(text, lang)


def open_house(settings: Settings) -> House:
    """Raises :class:`handlers.plans.load.BadPlan` for a plan of the operator's that is wrong, and
    :class:`bot.settings.BadSetting` for a default plan that does not exist."""
    if not structlog.is_configured():
        logs.set_up(
            "warning"
        )  # commands other than serve: to standard error, for what they print is their result
    if settings.plans is not None and not settings.plans.is_dir():
        raise BadSetting(f"BAOXIU_PLANS: there is no folder {settings.plans}")
    plans = load_plans(settings.plan_folder)
    if settings.default_plan and settings.default_plan not in plans:
        raise BadSetting(f"BAOXIU_DEFAULT_PLAN={settings.default_plan!r}: known plans are {', '.join(plans)}")
    if settings.database_url is None:
        _make(settings.home)
    elif (path := _sqlite_file(settings.url)) is not None:
        _writable(path.parent, "BAOXIU_DATABASE_URL")
    store = Store(settings.url, pool=settings.turn_threads, signals=_signals(settings))
    return House(store, plans, parse, settings.default_plan)


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"BAOXIU_HOME: the folder {home} cannot be made: {error.strerror}") from None
    _writable(home, "BAOXIU_HOME")


def _writable(folder: Path, setting: str) -> None:
    """SQLite writes files beside the database's, and says of none which it was that it could not write."""
    if not folder.is_dir():
        raise BadSetting(f"{setting}: there is no folder {folder}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadSetting(f"{setting}: no permission to write in {folder}")


def _sqlite_file(url: str) -> Path | None:
    kind, _, path = url.partition(":///")
    return Path(path.partition("?")[0]) if kind.startswith("sqlite") else None


def _signals(settings: Settings) -> Signals:
    if settings.redis_url is None:
        return Signals()
    try:
        from storage.shared_signals import SharedSignals
    except ImportError:
        raise BadSetting("BAOXIU_REDIS_URL needs the package redis: pip install 'baoxiu[redis]'") from None
    try:
        return SharedSignals(settings.redis_url)
    except ValueError as error:
        raise BadSetting(f"BAOXIU_REDIS_URL: {error}") from None
