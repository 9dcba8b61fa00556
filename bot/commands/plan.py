"""``baoxiu plan``: which plans there are, what one promises, and what is wrong with a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import Failure

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """The plans that are loaded."""
    from bot.settings import Settings
    from handlers.plans.load import load_plans

    for plan in load_plans(Settings().plan_folder).values():
        typer.echo(f"{plan.id:12} {plan.name.zh} · {plan.name.en}")


@app.command()
def show(
    plan_id: Annotated[str, typer.Argument(metavar="PLAN", help="p1 to p9, or one of your own")],
    as_json: Annotated[bool, typer.Option("--json", help="the whole plan as JSON")] = False,
) -> None:
    """What a plan promises."""
    from bot.commands.showing import json_text
    from bot.settings import Settings
    from handlers.plans.describe import describe
    from handlers.plans.load import load_plans

    plans = load_plans(Settings().plan_folder)
    if plan_id not in plans:
        raise Failure(f"there is no plan {plan_id!r}; known are {', '.join(plans)}", 2)
    plan = plans[plan_id]
    typer.echo(json_text(plan.model_dump(mode="json"), 2) if as_json else describe(plan))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="plan files (TOML)")],
) -> None:
    """Check plan files; every error with file, line and key."""
    from handlers.plans.check import check as problems_of

    found = [problem for file in files for problem in problems_of(file)]
    for problem in found:
        typer.echo(str(problem), err=True)
    if found:
        raise typer.Exit(1)
    typer.echo(f"{len(files)} plan file{'s' if len(files) != 1 else ''}: no problems")
