"""Opening the house: database, plans and understanding as the settings say."""

from __future__ import annotations

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
    plans = load_plans(settings.plan_folder)
    if settings.default_plan and settings.default_plan not in plans:
        raise BadSetting(f"BAOXIU_DEFAULT_PLAN={settings.default_plan!r}: known plans are {', '.join(plans)}")
    if settings.database_url is None:
        settings.home.mkdir(parents=True, exist_ok=True)
    store = Store(settings.url, pool=settings.turn_threads, signals=_signals(settings))
    return House(store, plans, parse, settings.default_plan)


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
