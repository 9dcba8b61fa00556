"""``baoxiu simulate`` as an operator uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.failing import Failure
from handlers.simulation.scenario import parse

SMALL = ["--days", "2", "--per-day", "20"]


def test_the_example_is_a_scenario() -> None:
    printed = CliRunner().invoke(app, ["simulate", "--example"]).stdout
    assert parse(printed, "example").plan == "p1"


@pytest.mark.parametrize(("lang", "words"), [("en", "Promises kept"), ("zh", "承诺兑现")])
def test_tables_and_a_page_with_pictures(tmp_path: Path, lang: str, words: str) -> None:
    page = tmp_path / "page.html"
    done = CliRunner().invoke(app, ["simulate", *SMALL, "--lang", lang, "--page", str(page)])
    assert done.exit_code == 0 and words in done.stdout
    html = page.read_text(encoding="utf-8")
    assert words in html and html.count("<svg") > 6
    assert "<script" not in html and "http" not in html.replace("http://www.w3.org", "")


def test_how_many_technicians_it_takes() -> None:
    done = CliRunner().invoke(app, ["simulate", *SMALL, "--find", "technicians", "--goal", "0.1"])
    assert "Technicians needed:" in done.stdout and "are enough" in done.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("plan = 3", "plan: Input should be a valid string"),
        ("days = ", "not valid TOML"),
        (None, "No such file"),
    ],
)
def test_a_scenario_that_cannot_be_used(tmp_path: Path, text: str | None, told: str) -> None:
    file = tmp_path / "mine.toml"
    if text is not None:
        file.write_text(text)
    error = CliRunner().invoke(app, ["simulate", str(file)]).exception
    assert isinstance(error, Failure) and error.code == 2
    assert told in str(error) and str(file) in str(error)


def test_an_unknown_plan_names_those_that_there_are() -> None:
    error = CliRunner().invoke(app, ["simulate", "--plan", "p77"]).exception
    assert isinstance(error, Failure) and "known are p1, p2" in str(error)
