"""What a simulation says, as tables for a terminal and as a page with pictures that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.console.charts import Bar, Column, bars, columns, spans
from handlers.rules.policy import Plan
from handlers.simulation.course import KIND
from handlers.simulation.figures import Figures, of
from handlers.simulation.needed import Needed
from handlers.simulation.run import clocks_played
from handlers.simulation.scenario import Scenario
from handlers.texts.catalog import say

DAY = 86_400
LEVELS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Section:
    """A table; ``legend`` are (class, word) of the ``picture``."""

    title: str
    help: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    picture: Markup
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """All that a simulation says, in one language."""

    lang: str
    title: str
    about: str
    note: str
    sections: tuple[Section, ...] = field(default=())


def percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def tell(
    scenario: Scenario, plan: Plan, figures: Figures, runs: int, needs: Sequence[tuple[str, str, float, Needed]], lang: str
) -> Told:  # fmt: skip
    """``needs``: (engineers or technicians, clock, goal, what was found)."""
    engineers = sum(g.count for g in scenario.desk.engineers)
    about = say(
        "sim-about", lang, plan=plan.name.of(lang), perday=f"{scenario.reports.per_day:g}", days=str(scenario.days),
        engineers=str(engineers), technicians=str(figures.technicians), runs=runs,
        years=f"{figures.played / DAY:,.0f}", faster=f"{figures.played / max(figures.took, 1e-9):,.0f}",
    )  # fmt: skip
    played = clocks_played(plan)
    others = [c.label.of(lang) for c in plan.clocks if c.times(KIND) and c.name not in played]
    note = say("sim-not-played", lang, clocks=", ".join(others)) if others else ""
    sections = [
        *(_need(plan, *need, lang) for need in needs), _kept(plan, figures, lang), _answered(figures, lang),
        _queue(figures, lang), _engineers(figures, lang), _technicians(figures, lang), _till_visit(figures, lang),
    ]  # fmt: skip
    return Told(lang, say("sim-title", lang), about, note, tuple(sections))


def _label(plan: Plan, name: str, lang: str) -> str:
    return next((c.label.of(lang) for c in plan.clocks if c.name == name), name)


def _kept(plan: Plan, figures: Figures, lang: str) -> Section:
    word, rows, drawn = partial(say, lang=lang), [], []
    for name in clocks_played(plan):
        for level in LEVELS:
            kept = figures.kept(name, level)
            if not kept.decided:
                continue
            low, high = kept.between
            label, named = _label(plan, name, lang), word("sim-level-n", level=str(level))
            between = f"{percent(low)} – {percent(high)}"
            rows.append(
                (label, str(level), str(kept.decided), str(kept.broken), percent(kept.share), between)
            )
            told = f"{percent(kept.share)} ({between})"
            drawn.append(Bar(f"{label} · {named}", told, (("bad", kept.share), ("good", 1 - kept.share))))
    heads = tuple(word(f"sim-{h}") for h in ("clock", "level", "cases", "broken", "share", "between"))
    legend = (("bad", word("sim-broken")), ("good", word("sim-kept-word")))
    return Section(word("sim-kept"), word("sim-kept-help"), heads, tuple(rows), bars(drawn), legend)


def _spread(title: str, by_level: dict[int, list[float]], per: float, unit: str, lang: str) -> Section:
    """How long things take, by level; minutes divided by ``per``."""
    word, rows, drawn = partial(say, lang=lang), [], []
    for level in sorted(by_level):
        at = [of(by_level[level], share) / per for share in (0.5, 0.9, 0.99, 1)]
        shown = [word(unit, n=f"{value:.1f}") for value in at]
        named = word("sim-level-n", level=str(level))
        rows.append((named, str(len(by_level[level])), *shown))
        drawn.append((named, f"{shown[0]} – {shown[1]}", round(at[0] * 10), round(at[1] * 10)))
    heads = tuple(word(f"sim-{h}") for h in ("level", "cases", "median", "tenth", "hundredth", "longest"))
    legend = (("c1", word("sim-median")), ("c1 light", word("sim-tenth")))
    return Section(word(title), word(f"{title}-help"), heads, tuple(rows), spans(drawn), legend)


def _answered(figures: Figures, lang: str) -> Section:
    return _spread("sim-answered", figures.waited, 1, "sim-minutes", lang)


def _till_visit(figures: Figures, lang: str) -> Section:
    return _spread("sim-visit", figures.till_visit, 60, "sim-of-hours", lang)


def _queue(figures: Figures, lang: str) -> Section:
    word, rows, drawn = partial(say, lang=lang), [], []
    for hour, lengths in enumerate(figures.queue):
        half, tenth, most = (int(of(lengths, share)) for share in (0.5, 0.9, 1))
        if most:  # of the others the picture says enough
            rows.append((f"{hour:02}:00", str(half), str(tenth), str(most)))
        parts = (("c1", tenth), ("c1 light", most - tenth))
        drawn.append(Column(f"{hour:02}", f"{hour:02}:00 · {half} / {tenth} / {most}", parts))
    heads = tuple(word(f"sim-{h}") for h in ("hour", "median", "tenth", "longest"))
    longest = max((max(lengths, default=0) for lengths in figures.queue), default=0)
    legend = (("c1", word("sim-tenth")), ("c1 light", word("sim-longest")))
    return Section(
        word("sim-queue"), word("sim-queue-help"), heads, tuple(rows), columns(drawn, str(longest)), legend
    )


def _engineers(figures: Figures, lang: str) -> Section:
    word, rows, drawn = partial(say, lang=lang), [], []
    for group, (worked, held, places) in figures.people.items():
        share = held / (worked * places) if worked else 0.0
        rows.append((group, f"{worked:.0f}", percent(share)))
        drawn.append(Bar(group, percent(share), (("c1", share),)))
    heads = tuple(word(f"sim-{h}") for h in ("group", "hours", "used"))
    return Section(word("sim-engineers"), word("sim-engineers-help"), heads, tuple(rows), bars(drawn))


def _technicians(figures: Figures, lang: str) -> Section:
    word = partial(say, lang=lang)
    duty = figures.on_duty or 1.0
    visiting, way = figures.visiting / duty, figures.on_the_way / duty
    free = max(0.0, 1 - visiting - way)
    late = " / ".join(f"{of(figures.late, share):.0f}" for share in (0.5, 0.9, 0.99))
    rows = (
        (word("sim-at-customers"), percent(visiting)), (word("sim-on-the-way"), percent(way)),
        (word("sim-free"), percent(free)), (f"{word('sim-late')}: 50 / 90 / 99 %", late),
        (word("sim-outside"), str(figures.outside)), (word("sim-none"), str(figures.none)),
        (word("sim-second"), str(figures.second)),
    )  # fmt: skip
    bar = Bar(
        word("sim-technicians"), percent(visiting + way),
        (("c1", visiting), ("c3", way), ("rest", free)),
    )  # fmt: skip
    legend = (("c1", rows[0][0]), ("c3", rows[1][0]), ("rest", rows[2][0]))
    heads = (word("sim-what"), word("sim-share"))
    return Section(word("sim-technicians"), word("sim-technicians-help"), heads, rows, bars([bar]), legend)


def _need(plan: Plan, who: str, clock: str, goal: float, found: Needed, lang: str) -> Section:
    word, rows, drawn = partial(say, lang=lang), [], []
    for tried in found.tried:
        low, high = tried.kept.between
        between = f"{percent(low)} – {percent(high)}"
        rows.append((str(tried.people), percent(tried.kept.share), between))
        kind = "good" if tried.kept.share <= goal else "bad"
        drawn.append(
            Bar(str(tried.people), f"{percent(tried.kept.share)} ({between})", ((kind, tried.kept.share),))
        )
    answer = word("sim-needed-is", n=str(found.people)) if found.people else word("sim-needed-none")
    about = word("sim-needed-help", clock=_label(plan, clock, lang), goal=percent(goal))
    heads = tuple(word(f"sim-{h}") for h in ("people", "share", "between"))
    return Section(f"{word(f'sim-needed-{who}')}: {answer}", about, heads, tuple(rows), bars(drawn))


def page(told: Told) -> str:
    """HTML with its style and its pictures inside."""
    console = files("bot.console")
    style = [console.joinpath("static", name).read_text("utf-8") for name in ("console.css", "reports.css")]
    pages = Environment(loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("simulation.html").render(told=told, style="\n".join(style))
