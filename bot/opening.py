"""Opening the house: database, plans and understanding as the settings say."""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from bot import clock, logs
from bot import keys as data_keys
from bot.settings import BadSetting, Settings
from handlers import here, holidays_desk
from handlers.house import House
from handlers.plans.load import load_plans
from nlu.backends import Backend, BadChoice, Choice, Tally, choose
from storage import keys, revision
from storage.engine import Store
from storage.sealing import Unreadable
from storage.shelf import Shelf
from storage.signals import Signals


def open_house(settings: Settings) -> House:
    """Raises :class:`handlers.plans.load.BadPlan` for a plan of the operator's that is wrong, and
    :class:`bot.settings.BadSetting` for a default plan that does not exist."""
    if not structlog.is_configured():
        logs.set_up(
            "warning"
        )  # commands other than serve: to standard error, for what they print is their result
    if settings.plans is not None and not settings.plans.is_dir():
        raise BadSetting(f"BAOXIU_PLANS: there is no folder {settings.plans}")
    here.settle(settings.zone)
    plans = load_plans(settings.plan_folder)
    if settings.default_plan and settings.default_plan not in plans:
        raise BadSetting(f"BAOXIU_DEFAULT_PLAN={settings.default_plan!r}: known plans are {', '.join(plans)}")
    if settings.database_url is None:
        _make(settings.home)
    elif (path := data_keys.sqlite_file(settings.url)) is not None:
        _writable(path.parent, "BAOXIU_DATABASE_URL")
    tally = Tally()
    backend = _backend(settings, tally)
    ring = data_keys.ring(settings)
    store = Store(settings.url, pool=settings.turn_threads, signals=_signals(settings), ring=ring)
    shelf = Shelf(settings.home / "media", settings.media_limit * 1_000_000, ring)
    house = House(
        store,
        plans,
        backend.parse,
        settings.default_plan,
        tally=tally,
        address=settings.address,
        shelf=shelf,
        capacity=settings.capacity,
        quick=settings.nlu == "builtin",
    )
    if has_schema(house):
        try:
            keys.check(store, house.now())
        except Unreadable as error:
            raise BadSetting(f"{error}. {data_keys.LOST}") from None
        house = clock.common(house)
        holidays_desk.refresh(house)
    return house


def _backend(settings: Settings, tally: Tally) -> Backend:
    """Who understands.  Nobody is asked yet: a server that does not answer keeps no house closed."""
    chosen = Choice(
        settings.nlu, settings.nlu_url, settings.nlu_model, settings.nlu_key, settings.nlu_timeout,
        settings.nlu_send_personal,
    )  # fmt: skip
    try:
        return choose(chosen, tally)
    except BadChoice as error:
        raise BadSetting(str(error)) from None


def has_schema(house: House) -> bool:
    """Whether this release works with the database."""
    return revision.fits(house.store)


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
