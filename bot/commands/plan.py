"""``baoxiu plan``: which plans there are, what one promises, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.commands import comparing, trying

app = typer.Typer(no_args_is_help=True)
app.command("try")(trying.try_)
app.command("diff")(comparing.diff)


@app.command("list")
def list_() -> None:
    """The plans that are loaded."""
    from bot.settings import Settings
    from handlers.plans.load import load_plans

    for plan in load_plans(Settings().plan_folder).values():
        typer.echo(f"{plan.id:12} {plan.name.zh} · {plan.name.en}")


@app.command()
def show(
    plan_id: Annotated[
        str, typer.Argument(metavar="PLAN", help="p1 to p9, one of your own, or a plan file (.toml)")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="the whole plan as JSON")] = False,
) -> None:
    """What a plan promises."""
    from bot.commands.showing import json_text
    from handlers.plans.describe import describe

    plan, _ = trying.plan_named(plan_id)
    typer.echo(json_text(plan.model_dump(mode="json"), 2) if as_json else describe(plan))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="plan files (TOML)")],
    lang: Annotated[Literal["zh", "en"], typer.Option(help="language of what is told")] = "en",
) -> None:
    """Check plan files; every error with file, line and key."""
    from bot.settings import Settings
    from handlers import areas
    from handlers.plans.check import check as problems_of
    from handlers.texts.catalog import say

    try:
        areas.use(Settings().plan_folder)
    except areas.BadAreas as bad:
        typer.echo(str(bad), err=True)
        raise typer.Exit(1) from None
    found = [problem for file in files for problem in problems_of(file)]
    for problem in found:
        typer.echo(problem.sentence(lang), err=True)
    if found:
        raise typer.Exit(1)
    typer.echo(say("plan-check-good", lang, number=len(files)))


@app.command()
def schema() -> None:
    """The JSON Schema of a plan file, for editors (docs/PLANS.md, "In an editor")."""
    from bot.commands.showing import json_text
    from handlers.plans.editors import schema as made

    typer.echo(json_text(made(), 2))


@app.command()
def coverage(
    missing: Annotated[
        bool, typer.Option("--missing", help="only those that no part of a plan stands for")
    ] = False,
    tests: Annotated[Path, typer.Option(help="where tests are looked for that cite a row")] = Path("tests"),
    as_json: Annotated[bool, typer.Option("--json", help="a list of number, text, carried, tests")] = False,
) -> None:
    """Each promise of the service plans: which parts of a plan stand for it, and which tests cite it."""
    from bot.commands.showing import json_text
    from bot.settings import Settings
    from handlers.plans.coverage import rows
    from handlers.plans.load import load_plans

    found = rows(load_plans(Settings().plan_folder), tests)
    if as_json:
        wanted = [
            {"number": r.number, "text": r.text.model_dump(), "carried": r.carried, "tests": r.tests}
            for r in found
            if not (missing and r.carried)
        ]
        typer.echo(json_text(wanted, 2))
        return
    for row in found:
        if missing and row.carried:
            continue
        typer.echo(f"{row.number:6} {row.text.zh} · {row.text.en}")
        for place in row.carried or ("nothing yet",):
            typer.echo(f"         {place}")
        if row.tests:
            typer.echo(f"         shown by {', '.join(row.tests)}")
    done = sum(bool(row.carried) for row in found)
    typer.echo(f"{done} of {len(found)} promises have a part of a plan behind them")
