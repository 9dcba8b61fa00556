"""Where the keys are that personal data are sealed with (:mod:`storage.sealing`)."""

from __future__ import annotations

from pathlib import Path

from bot.once import write_once
from bot.settings import BadSetting, Settings
from storage import keys, revision, sealing
from storage.engine import Store
from storage.sealing import Ring

LOST = "Put the file back from where it was copied to (docs/OPERATIONS.md, Keys); nothing has been changed"


def sqlite_file(url: str) -> Path | None:
    kind, _, path = url.partition(":///")
    return Path(path.partition("?")[0]) if kind.startswith("sqlite") else None


def file_of(settings: Settings) -> Path:
    """Beside a SQLite database, else in the home folder."""
    database = sqlite_file(settings.url)
    return (settings.home if database is None else database.parent).absolute() / sealing.FILE


def ring(settings: Settings) -> Ring:
    """The keys of an installation.  For SQLite they are made at the first start, as there is one machine; servers that
    share a PostgreSQL database must be given the same.  Raises :class:`BadSetting`."""
    try:
        if settings.data_keys:
            return sealing.ring(tuple(sealing.read_keys(settings.data_keys)))
        file = file_of(settings)
        if sqlite_file(settings.url) is not None and not file.exists():
            _not_lost(settings, file)
            write_once(file, f"{sealing.new_key()}\n")
        return sealing.ring(path=file)
    except sealing.BadKeys as error:
        raise BadSetting(
            f"{'BAOXIU_DATA_KEYS' if settings.data_keys else file_of(settings)}: {error}"
        ) from None


def _not_lost(settings: Settings, file: Path) -> None:
    store = Store(settings.url, pool=1, ring=sealing.CLEAR)
    try:
        if revision.current(store) is not None and (kept := keys.written_with(store)) is not None:
            raise BadSetting(
                f"{file} is missing: personal data in this database are sealed with key {kept}. {LOST}"
            )
    finally:
        store.close()
