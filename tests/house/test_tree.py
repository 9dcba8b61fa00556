"""The house is tidy: files are short, rules are pure, commands start fast, nothing names one machine."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

import pytest

from tests.process import ROOT, baoxiu, surroundings

ROOMS = ("bot", "handlers", "nlu", "storage")
MOST_LINES = 450
MOST_FUNCTION_LINES = 60
# what a command must not pay for unless it uses it
HEAVY = {
    "aiogram", "telegram", "rasa_sdk", "sklearn", "scipy", "numpy", "opencc", "openpyxl", "alembic", "sqlalchemy",
    "fastapi", "uvicorn", "holidays", "phonenumbers", "redis", "psycopg", "jinja2", "prometheus_client", "openai", "httpx2", "segno",
}  # fmt: skip
HELP_MODULES = 600  # `baoxiu --help` had 380 in November 2026


def code(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1)
def tracked() -> list[Path]:
    """The files of the repository that hold text; a source archive without git is taken as it is."""
    git = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if git.returncode == 0:
        paths = [ROOT / name for name in git.stdout.split("\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not {".venv", ".git", "data"} & set(p.relative_to(ROOT).parts)]
    return [
        p for p in paths if p.is_file() and p.suffix not in {".gz", ".bin", ".zip", ".png", ".xlsx", ".ico"}
    ]


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    long = {
        shown(path): lines
        for path in code(*ROOMS)
        if "versions" not in path.parts
        and (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert not long, f"split these files (at most {MOST_LINES} lines): {long}"


def test_no_function_is_too_long() -> None:
    long = {
        f"{shown(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in code(*ROOMS)
        if "versions" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    }
    assert not long, f"split these functions (at most {MOST_FUNCTION_LINES} lines): {long}"


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def test_rules_know_only_the_standard_library_pydantic_and_each_other() -> None:
    """And ``holidays``, which is a table of dates."""
    strangers = {
        f"{shown(path)}: {name}"
        for path in code("handlers/rules")
        for name in imports(path)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "pydantic", "holidays"}
        and not name.startswith("handlers.rules")
    }
    assert not strangers


def test_rules_and_handlers_do_not_look_at_the_clock_or_wait() -> None:
    """Time comes in as a value, so that every decision can be made again."""
    looks = re.compile(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time|time\.sleep)\(|\bawait\b")
    found = [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in code("handlers/rules", "handlers/flows")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if looks.search(line)
    ]
    assert not found


def test_no_file_is_named_after_nothing() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "services"}
    assert not [shown(path) for path in code(*ROOMS, "tests") if path.stem in empty_words]


def test_nothing_in_the_tree_belongs_to_one_machine() -> None:
    """No paths of somebody's machine, no package index, no key."""
    # in pieces, so that this file does not find itself
    words = [
        "/ro" + "ot/", "/ho" + "me/[a-z]", "/wo" + "rk/", "/op" + "t/(wheels|py" + "pi)", "py" + r"pi\.org", "pythonhosted" + r"\.org",
        "index" + "-url", "extra" + "-index", "find" + "-links", "BEGIN [A-Z ]*PRIVATE" + " KEY",
    ]  # fmt: skip
    forbidden = re.compile("|".join(words))
    found = []
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := forbidden.search(line):
                found.append(f"{shown(path)}:{number}: {match.group()}")
    assert not found


def test_nothing_is_left_to_do() -> None:
    left = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + r"Error")
    found = [
        f"{shown(path)}:{number}"
        for path in code(*ROOMS, "tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if left.search(line)
    ]
    assert not found


def loaded_by(statement: str) -> set[str]:
    """The modules that a new interpreter has loaded after ``statement``."""
    program = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = HEAVY & loaded_by("import bot.cli")
    assert not heavy, f"import these in the functions that use them: {sorted(heavy)}"


def test_help_starts_with_few_modules() -> None:
    modules = loaded_by(
        "import bot.cli, contextlib, io\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    bot.cli.app(['--help'])"
    )
    assert not HEAVY & modules
    assert len(modules) < HELP_MODULES


@pytest.mark.parametrize(
    "room", ["nlu.parse", "nlu.backends", "storage.engine", "handlers.turn", "bot.opening"]
)
def test_no_room_loads_what_is_only_for_extras_and_development(room: str) -> None:
    extras = {
        "aiogram",
        "telegram",
        "rasa_sdk",
        "sklearn",
        "scipy",
        "pytest",
        "redis",
        "psycopg",
        "alembic",
        "openai",
        "httpx2",
    }
    assert not extras & loaded_by(f"import {room}")


def test_the_package_and_the_module_are_the_same_command(tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    told = baoxiu("version", "--short", env=env)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert told.stdout.strip() == project["version"]
    assert project["scripts"]["baoxiu"] == "bot.cli:main"


def test_make_help_lists_every_target_that_people_use() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("install", "run", "test", "bench", "chaos", "env", "format", "clean"):
        assert re.search(rf"^  make {target} +\S", told, re.MULTILINE), f"make help does not tell of {target}"


def test_constraints_pin_every_dependency_and_say_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    odd = {name: pin for name, pin in pins.items() if not re.fullmatch(r"[\w.!+]+", pin)}
    assert not odd
    assert list(pins) == sorted(pins)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", want)[0]).lower() for want in wanted} - {
        "baoxiu"
    }
    assert not names - set(pins), "run `make constraints`"
