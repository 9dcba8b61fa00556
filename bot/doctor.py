"""Looking an installation over: what is as it should be, what is not, and what to do.

Every question has a bounded time and its own answer; what one finds broken does not keep the others from being asked.
Nothing is changed, and nobody is written to.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import text

from bot.setting_names import given, unknown
from bot.settings import BadSetting, Settings
from handlers import accounts, audit, figures
from storage import keys, revision

if TYPE_CHECKING:
    from bot.channels.pushed import Pushed
    from handlers.house import House

State = Literal["ok", "look", "wrong"]
SKEW = 2.0  # seconds that clocks may differ: promises are told to the minute
ROOM = 2_000_000_000  # bytes that should be free beside the database and the files
LITTLE = 200_000_000
SLOW = 0.05  # seconds of one round trip to the database
SECONDS = 10.0  # for one channel
LATE = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Finding:
    """``look`` works, but somebody should look at it; ``wrong`` does not work.  ``todo`` is a sentence, or empty."""

    what: str
    state: State
    found: str
    todo: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """One finding after the other, as soon as each is known."""
    from bot.channels import pushed
    from bot.opening import open_house

    yield from _settings(settings)
    try:
        house = open_house(settings)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was asked for
        yield Finding("opening", "wrong", _said(error), "mend this first; the rest was not looked at")
        return
    try:
        yield Finding("plans", "ok", f"{len(house.plans)} plans: {', '.join(sorted(house.plans))}")
        for look in (_database, _database_clock, _schema, _keys):
            yield from _guarded(look.__name__.strip("_").replace("_", " "), look, house)
        if settings.redis_url:
            yield from _guarded("redis", _redis, settings)
        yield from _guarded("understanding", _understanding, house)
        try:
            channels = pushed.opened(settings, house.plans)
        except BadSetting as error:
            yield Finding("channels", "wrong", str(error))
            return
        yield from _channels(house, channels)
    finally:
        house.store.close()


def _said(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]


def _guarded(what: str, look: Callable[[Any], Iterator[Finding]], about: object) -> Iterator[Finding]:
    try:
        yield from look(about)
    except Exception as error:  # noqa: BLE001 - as above
        yield Finding(what, "wrong", _said(error))


def _settings(settings: Settings) -> Iterator[Finding]:
    for sentence in unknown(given(os.environ)):
        yield Finding("settings", "look", sentence)
    if settings.address.startswith("https://") and not settings.secure_cookies:
        yield Finding("settings", "look", "customers come by HTTPS, cookies would go over HTTP too",
                      "BAOXIU_SECURE_COOKIES=true")  # fmt: skip
    if settings.public_url is None:
        yield Finding("settings", "look", f"links that customers are sent lead to {settings.address}",
                      "BAOXIU_PUBLIC_URL names the address under which they reach you")  # fmt: skip
    if settings.redis_url is None and settings.database_url and settings.role != "all":
        yield Finding("settings", "look", f"role {settings.role} without Redis: others are heard within 15 s",
                      "BAOXIU_REDIS_URL lets them wake each other at once")  # fmt: skip
    folder = settings.home if settings.home.is_dir() else settings.home.resolve().parent
    free = shutil.disk_usage(folder).free
    state: State = "ok" if free > ROOM else "look" if free > LITTLE else "wrong"
    yield Finding("disk", state, f"{free / 1e9:.1f} GB free in {settings.home.resolve()}",
                  "" if state == "ok" else "make room: nothing can be taken in on a full disk")  # fmt: skip


def _database(house: House) -> Iterator[Finding]:
    figures.answers(house)
    began = time.perf_counter()
    figures.answers(house)
    took = time.perf_counter() - began
    kind = "SQLite" if house.store.sqlite else "PostgreSQL"
    state: State = "ok" if took < SLOW else "look"
    yield Finding("database", state, f"{kind} answers in {took * 1000:.1f} ms",
                  "" if state == "ok" else "a turn asks some twenty times: bring it nearer")  # fmt: skip


def _schema(house: House) -> Iterator[Finding]:
    now = revision.current(house.store)
    if revision.fits(house.store):
        if now == revision.NEWEST:
            yield Finding("schema", "ok", f"of this release ({now})")
        else:
            yield Finding("schema", "look", f"is newer ({now}) than this release ({revision.NEWEST}), which works with it",
                          "start the new release here as well")  # fmt: skip
        yield from _guarded("people", _people, house)
        yield from _guarded("audit log", _audit, house)
        yield from _guarded("work", _work, house)
    else:
        yield Finding("schema", "wrong", f"is {now or 'missing'}, this release needs {revision.NEWEST}", "baoxiu db upgrade")  # fmt: skip


def _audit(house: House) -> Iterator[Finding]:
    found = audit.verify(house)
    if found.wrong:
        first = found.wrong[0]
        yield Finding("audit log", "wrong", f"{len(found.wrong)} entries are not as they were written: {first.entry} {first.why}",
                      "baoxiu audit verify names them; compare with a backup")  # fmt: skip
    else:
        yield Finding("audit log", "ok", f"{found.sealed} entries are sealed and as they were written")


def _keys(house: House) -> Iterator[Finding]:
    ring = house.store.ring
    if ring.newest is None:
        yield Finding("keys", "look", "telephone numbers, addresses and messages are kept in clear",
                      "BAOXIU_DATA_KEYS with a key of `baoxiu keys new`, then `baoxiu keys rotate`")  # fmt: skip
        return
    if ring.path is not None and ring.path.stat().st_mode & 0o077:
        yield Finding("keys", "wrong", f"others can read {ring.path}", f"chmod 600 {ring.path}")
    unfinished = (far := keys.far(house.store)) is not None and far[1] != keys.DONE
    yield Finding("keys", "look" if unfinished else "ok", f"personal data are sealed with key {ring.newest} of "
                  f"{len(ring.ids)}", "baoxiu keys rotate goes on where it stopped" if unfinished else "")  # fmt: skip


def _clock(what: str, theirs: float) -> Finding:
    apart = theirs - time.time()
    if abs(apart) <= SKEW:
        return Finding(f"clock of {what}", "ok", f"{abs(apart):.1f} s apart from ours")
    return Finding(f"clock of {what}", "wrong", f"{abs(apart):.1f} s {'ahead of' if apart > 0 else 'behind'} ours",
                   "set both by NTP: promised times are reckoned with them")  # fmt: skip


def _database_clock(house: House) -> Iterator[Finding]:
    if house.store.sqlite:
        return
    yield _clock(
        "the database",
        house.store.read(
            lambda tx: float(
                tx.sql.execute(text("select extract(epoch from clock_timestamp())")).scalar_one()
            )
        ),
    )


def _people(house: House) -> Iterator[Finding]:
    if open_ones := accounts.open_demo_logins(house):
        yield Finding("people", "look", f"demo logins with a public password: {', '.join(open_ones)}",
                      "baoxiu demo close, before real customers come")  # fmt: skip
    roles = Counter(a.role for a in accounts.listing(house) if a.active)
    for role in ("administrator", "supervisor"):
        if not roles.get(role):
            yield Finding("people", "look", f"nobody has the role {role}", f"baoxiu user add LOGIN --role {role}")  # fmt: skip
    yield Finding("people", "ok" if roles else "wrong", f"{sum(roles.values())} can log in",
                  "" if roles else "baoxiu user add LOGIN --role administrator")  # fmt: skip


def _work(house: House) -> Iterator[Finding]:
    found = figures.counts(house)
    dead = found.messages.get("dead", 0)
    if dead:
        yield Finding("messages", "look", f"{dead} could not be delivered", "/console/channels shows them")
    late = figures.lateness(house)
    if late.unsent > LATE:
        yield Finding("messages", "wrong", f"one waits to be sent for {late.unsent / 60:.0f} min",
                      "is a server with the role sender (or all) running?")  # fmt: skip
    if late.unfired > LATE:
        yield Finding("clockwork", "wrong", f"a clock should have fired {late.unfired / 60:.0f} min ago",
                      "is a server with the role clockwork (or all) running?")  # fmt: skip
    state: State = "look" if found.overdue else "ok"
    yield Finding("promises", state, f"{found.overdue} tickets past a promised time, {found.alarms} alarms unseen")  # fmt: skip


def _redis(settings: Settings) -> Iterator[Finding]:
    import redis

    assert settings.redis_url is not None
    with redis.Redis.from_url(settings.redis_url, socket_timeout=3, socket_connect_timeout=3) as client:
        seconds, micro = client.time()
        yield Finding("redis", "ok", f"answers, version {client.info('server')['redis_version']}")
        yield _clock("redis", seconds + micro / 1e6)


def _understanding(house: House) -> Iterator[Finding]:
    began = time.perf_counter()
    found = house.parse("逆变器着火了", None)
    took = time.perf_counter() - began
    if found.danger:
        yield Finding("understanding", "ok", f"is there, loaded in {took:.1f} s")
    else:
        yield Finding("understanding", "wrong", "does not hear of a fire", "install this release anew")


def _channels(house: House, channels: Mapping[str, Pushed]) -> Iterator[Finding]:
    from bot.figures import Figures
    from bot.turns import Turns

    if not channels:
        yield Finding("channels", "ok", "web chat, REST and hotline; no messenger is set")
        return
    turns = Turns(house, Figures(), threads=1)

    async def ask(channel: Pushed) -> str:
        try:
            channel.mount(turns)
            async with asyncio.timeout(SECONDS):
                return await channel.examine()
        finally:
            await channel.close()

    try:
        for name, channel in channels.items():
            try:
                yield Finding(name, "ok", asyncio.run(ask(channel)))
            except TimeoutError:
                yield Finding(name, "wrong", f"does not answer within {SECONDS:.0f} s", "is its address reached from here?")  # fmt: skip
            except Exception as error:  # noqa: BLE001 - as above
                yield Finding(name, "wrong", _said(error), "compare token and address with docs/channels")
    finally:
        turns.close()
