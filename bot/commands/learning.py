"""``baoxiu train`` and ``baoxiu evaluate``: the understanding learned anew, and how right it is."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.failing import Failure

_SETS = files("nlu") / "data" / "splits"
SPLITS = tuple(sorted(file.name.removesuffix(".jsonl") for file in _SETS.iterdir()))


def train(
    judge: Annotated[
        bool, typer.Option(help="also tell how right the heads are on messages left out of learning")
    ] = False,
) -> None:
    """Learn the models anew from nlu/data (about a minute; needs scikit-learn)."""
    try:
        import sklearn  # noqa: F401 - said here rather than in the middle
        import yaml  # noqa: F401
    except ImportError as error:
        raise Failure(f"training needs {error.name}: pip install 'baoxiu[dev]'") from None
    from nlu.train import main

    main(judge)


def evaluate(
    file: Annotated[
        Path | None, typer.Argument(help="labelled lines of JSON: messages, calls or times")
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(help="a set that comes with us: " + ", ".join(SPLITS)),
    ] = None,
    errors: Annotated[int, typer.Option(min=0, help="how many of the surest errors are shown")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="the figures as JSON")] = False,
) -> None:
    """How right the understanding is on labelled messages, hotline calls or time expressions."""
    rows = _rows(file, split)
    kind = "calls" if "turns" in rows[0] else "times" if "now" in rows[0] else "dev"
    try:
        found, text = _evaluated(kind, rows, errors)
    except (KeyError, TypeError, ValueError) as error:
        raise Failure(f"{file or split}: a line lacks {error} or has a wrong value") from None
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else text)


def _evaluated(kind: str, rows: list[dict[str, Any]], errors: int) -> tuple[dict[str, float], str]:
    from nlu.evaluation import calls, messages, report, times

    if kind == "calls":
        called = calls.evaluate(rows)
        found = calls.figures(called)
        return found, report.wrong_calls(called) + "\n\n" + report.figures(found)
    if kind == "times":
        timed = times.evaluate(rows)
        found = times.figures(timed)
        return found, report.wrong_times(timed) + "\n\n" + report.figures(found)
    for number, row in enumerate(rows, 1):
        if (wrong := messages.flaw(row)) is not None:
            raise Failure(f"message {number}: {wrong}")
    judged = messages.evaluate(rows)
    return judged.figures, report.messages(judged, errors)


def _rows(file: Path | None, split: str | None) -> list[dict[str, Any]]:
    if (file is None) == (split is None):
        raise Failure("give either a file or a --split", 2)
    if file is not None:
        text, name = file.read_text("utf-8"), str(file)
    elif split in SPLITS:
        text, name = (_SETS / f"{split}.jsonl").read_text("utf-8"), split
    else:
        raise Failure(f"unknown split {split!r}; there are {', '.join(SPLITS)}", 2)
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise Failure(f"{name}: line {number}: not JSON: {error}") from None
            if not isinstance(row, dict):
                raise Failure(f"{name}: line {number}: must be an object")
            rows.append(row)
    if not rows:
        raise Failure(f"{name}: has no lines")
    return rows
