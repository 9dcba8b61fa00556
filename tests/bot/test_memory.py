"""What a server leaves out of memory is left out, and can be had afterwards."""

import subprocess
import sys

import pytest

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


AFTERWARDS = """
import re, sqlite3, ssl
from bot import memory
def of_files():
    return sum(map(int, re.findall(r"^RssFile:\\s+(\\d+)", open("/proc/self/status").read(), re.M)))
before = of_files()
memory.give_back()
print(of_files() < before * 2 / 3)
print(sqlite3.connect(":memory:").execute("SELECT upper('still there')").fetchone()[0], ssl.OPENSSL_VERSION[:7])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="another system says nothing of its mappings")
def test_pages_of_libraries_that_only_loading_needed_are_let_go_and_come_back_when_they_are_used() -> None:
    found = subprocess.run([sys.executable, "-c", AFTERWARDS], capture_output=True, text=True, check=True)
    assert found.stdout.split("\n")[:2] == ["True", "STILL THERE OpenSSL"]


NO_MAPPERS = """
import sys
import bot.app, storage.schema
print(sorted(name for name in sys.modules if name.startswith("sqlalchemy.orm")))
"""


def test_a_server_has_tables_without_mappers() -> None:
    found = subprocess.run([sys.executable, "-c", NO_MAPPERS], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
