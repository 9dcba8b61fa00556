"""What a server leaves out of memory is left out, and can be had afterwards."""

import subprocess
import sys

LOOK = """
import sys
from bot import memory
memory.few_arenas()
with memory.without("rich", "watchfiles"):
    from bot import logs
    import bot.app, bot.server
loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"rich", "pygments", "watchfiles", "opencc", "openpyxl", "holidays", "phonenumbers", "alembic"}))
logs.set_up("info")
import rich, watchfiles
print(rich.get_console() is not None)
"""


def test_a_server_does_without_what_only_colours_tracebacks_and_whoever_wants_it_later_has_it() -> None:
    found = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert found.stdout.split("\n")[:2] == ["[]", "True"]


ON_SQLITE = """
import sys, tempfile
import bot.app
from storage.engine import Store
with tempfile.TemporaryDirectory() as home:
    store = Store(f"sqlite:///{home}/one.sqlite")
    store.create()
    store.close()
print(sorted(name for name in sys.modules if "postgresql" in name or "psycopg" in name))
"""


def test_a_server_on_sqlite_loads_nothing_that_speaks_to_postgresql() -> None:
    found = subprocess.run([sys.executable, "-c", ON_SQLITE], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
