"""``baoxiu simulate``: what becomes of the promises with so many reports and so many people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands.failing import Failure

if TYPE_CHECKING:
    from bot.simulation import Told
    from handlers.rules.policy import Plan
    from handlers.simulation.needed import Needed, Tried
    from handlers.simulation.scenario import Scenario

Progress = Callable[[float], None]
Need = tuple[str, str, float, "Needed"]


def simulate(
    file: Annotated[Path | None, typer.Argument(help="scenario (TOML); the example if left out")] = None,
    example: Annotated[bool, typer.Option("--example", help="print a scenario to start from")] = False,
    plan: Annotated[str | None, typer.Option(help="another plan's promises")] = None,
    per_day: Annotated[float | None, typer.Option(help="other than the scenario's reports a day")] = None,
    days: Annotated[int | None, typer.Option(help="other than the scenario's days", min=1, max=400)] = None,
    runs: Annotated[int, typer.Option(help="courses of events to add up", min=1, max=1000)] = 1,
    seed: Annotated[int, typer.Option(help="the first course's; the same seed gives the same course")] = 1,
    find: Annotated[Literal["engineers", "technicians", "both"] | None, typer.Option(help="how many of them it takes")] = None,
    goal: Annotated[float, typer.Option(help="share of broken promises that is bearable", min=0, max=1)] = 0.02,
    page: Annotated[Path | None, typer.Option(help="write a page with pictures (HTML)")] = None,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="language of tables and page")] = "en",
) -> None:  # fmt: skip
    """Play weeks of reports, engineers and visits in minutes, by the rules that the servers follow, and say how often the
    plan's clocks would be broken.  Nothing is stored."""
    from bot.simulation import page as written
    from bot.simulation import tell
    from handlers.simulation import needed
    from handlers.simulation import scenario as scenarios

    if example:
        typer.echo(scenarios.example(), nl=False)
        return
    scenario, plan_ = _read(file, {"plan": plan, "days": days, "reports.per_day": per_day})
    seeds = range(seed, seed + runs)
    with _progress() as (bar, say):
        needs = [_found(scenario, plan_, who, goal, seeds, bar, say) for who in _wanted(find)]
        for who, _, _, found in needs:
            if found.people is not None:  # the rest is told of as many as it takes
                scenario = scenarios.staffed(scenario, **{who: found.people})
        figures = needed.runs(scenario, plan_, seeds, bar)
    told = tell(scenario, plan_, figures, runs, needs, lang)
    _print(told)
    if page is not None:
        page.write_text(written(told), encoding="utf-8")
        typer.echo(f"written: {page}", err=True)


def _read(file: Path | None, changed: dict[str, object]) -> tuple[Scenario, Plan]:
    from bot.settings import Settings
    from handlers.plans.load import load_plans
    from handlers.simulation import run
    from handlers.simulation import scenario as scenarios

    given = {name: value for name, value in changed.items() if value is not None}
    try:
        text = scenarios.read(file) if file is not None else scenarios.example()
        scenario = scenarios.parse(text, str(file or "example"), given)
        plans = load_plans(Settings().plan_folder)
        if scenario.plan not in plans:
            raise Failure(f"there is no plan {scenario.plan!r}; known are {', '.join(plans)}", 2)
        run.checked(scenario, plans[scenario.plan])
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}", 2) from None
    except scenarios.BadScenario as error:
        raise Failure(str(error), 2) from None
    return scenario, plans[scenario.plan]


def _found(
    scenario: Scenario,
    plan: Plan,
    who: str,
    goal: float,
    seeds: range,
    bar: Progress,
    say: Callable[[str], None],
) -> Need:
    from handlers.simulation.needed import needed

    clock = plan.handoff.clock if who == "engineers" else plan.visits.promise
    if clock is None:
        raise Failure(f"plan {plan.id} promises nothing that {who} keep", 2)

    def tried(found: Tried) -> None:
        say(f"{found.people} {who}: {found.kept.share * 100:.1f} % of {clock} broken")

    return who, clock, goal, needed(scenario, plan, who, clock, goal, seeds, tried, bar)


def _wanted(find: str | None) -> tuple[str, ...]:
    return ("engineers", "technicians") if find == "both" else (find,) if find else ()


@contextmanager
def _progress() -> Iterator[tuple[Progress, Callable[[str], None]]]:
    import sys

    from rich.console import Console
    from rich.progress import Progress as Shown

    with Shown(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as shown:
        task = shown.add_task("playing", total=1.0)
        yield (
            lambda share: shown.update(task, completed=share),
            lambda text: shown.console.print(text, highlight=False),
        )


def _print(told: Told) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    console.print(told.about + (f" {told.note}" if told.note else ""), soft_wrap=True)
    for section in told.sections:
        table = Table(box=None, pad_edge=False)
        for i, head in enumerate(section.heads):
            table.add_column(head, justify="right" if i else "left")
        for row in section.rows:
            table.add_row(*row)
        console.print(f"\n[bold]{section.title}")
        console.print(table)
