"""Runs a machine (hypothesis.stateful) on the real store: every example has a database of its own.

The seed is printed; ``BAOXIU_MODEL_SEED`` gives the same examples again, ``BAOXIU_MODEL_TIMES`` so many times as many.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import Any, Protocol

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import event

from storage import sealing
from storage.engine import Store
from tests.servers import KEY, RING, Databases
from tests.world import World

SEED = int(os.environ.get("BAOXIU_MODEL_SEED") or SystemRandom().randrange(1_000_000_000))
TIMES = int(os.environ.get("BAOXIU_MODEL_TIMES", "1"))
STEPS = 40  # of an example


class Worlds(Protocol):
    """A settled world on a database of its own: the world, and what ends it."""

    def __call__(self) -> tuple[World, Callable[[], None]]: ...


class Machine(RuleBasedStateMachine):
    """``self.world`` is new in every example; :meth:`begin` is for what has to be in it."""

    def __init__(self, worlds: Worlds) -> None:
        super().__init__()
        self.world, self._end = worlds()
        self.begin()

    def begin(self) -> None:
        pass

    def teardown(self) -> None:
        self._end()


def play(machine: Callable[[Worlds], Machine], worlds: Worlds, examples: int) -> None:
    """So many examples of up to :data:`STEPS` steps each; the first that is wrong is made as short as can be and told."""
    factory: Any = partial(machine, worlds)
    factory._hypothesis_internal_use_seed = SEED  # as @hypothesis.seed does
    wanted = settings(
        max_examples=examples * TIMES, stateful_step_count=STEPS, deadline=None, database=None, print_blob=False,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    print(f"again with BAOXIU_MODEL_SEED={SEED}")
    try:
        run_state_machine_as_test(factory, settings=wanted)
    except BaseException as wrong:
        wrong.add_note(f"again with BAOXIU_MODEL_SEED={SEED}")
        raise


def on_sqlite(empty: Path, folder: Path) -> Worlds:
    """``empty`` has the schema and no rows."""
    settled = folder / "settled.sqlite"
    shutil.copyfile(empty, settled)
    (folder / sealing.FILE).write_text(KEY, "ascii")
    first = Store(f"sqlite:///{settled}", ring=RING)
    World(first).settle()
    first.close()

    def one() -> tuple[World, Callable[[], None]]:
        path = folder / "one.sqlite"
        for old in folder.glob("one.sqlite*"):
            old.unlink()
        shutil.copyfile(settled, path)
        store = Store(f"sqlite:///{path}", ring=RING)
        for engine in (store._writer, store._reader):
            event.listen(engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
        return World(store), store.close

    return one


@contextmanager
def on_postgresql(databases: Databases) -> Iterator[Worlds]:
    def one() -> tuple[World, Callable[[], None]]:
        taken = databases.one()
        store = Store(taken.__enter__(), pool=2)

        def end() -> None:
            store.close()
            taken.__exit__(None, None, None)

        return World(store).settle(), end

    yield one
