"""Pictures of figures as SVG, drawn by the server: bars of shares, columns over time, spans from median to the ninth tenth.

Lengths across are percents and those down are pixels, so that a picture is as wide as its place and its letters stay as
they are.  Colours are classes of reports.css; every picture has its table beside it and says so little by itself that
it is hidden from readers of screens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

ROW = 42  # pixels of a bar with its words; the words beside the label need a line of their own where they are long
LINE = 18
COLUMNS_HIGH = 150
TICKS = 6  # at most so many days are named below columns
WORDS = 44  # letters of a label, a Chinese one counts double, that have room in a line on a telephone; the rest is not drawn
SHORT = 26  # letters of a label that leave room for words beside it


@dataclass(frozen=True, slots=True)
class Bar:
    """``parts`` are (class, share of the whole width)."""

    label: str
    told: str
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """``parts`` are (class, how many), from below."""

    label: str
    told: str
    parts: tuple[tuple[str, int], ...]


def _svg(height: int, content: Markup, kind: str) -> Markup:
    return Markup(
        '<svg class="chart {}" width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>'
    ).format(kind, height, content)


def cut(text: str, most: int = WORDS) -> str:
    """As much of a label as has room."""
    for i in range(len(text)):
        if _room(text[: i + 1]) > most:
            return text[: max(i - 1, 1)].rstrip() + "…"
    return text


def _percent(value: float) -> str:
    return f"{min(max(value, 0.0), 1.0) * 100:.2f}%"


def _room(text: str) -> int:
    """How many letters it is as long as."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def bars(rows: Sequence[Bar], *, below: bool = False) -> Markup:
    """Bars that lie, each with its words above it; ``below`` puts what is told below the label, as it is where a label is
    too long to have anything beside it."""
    drawn, top = Markup(), 0
    for row in rows:
        apart = below or _room(row.label) > SHORT
        more = LINE if apart else 0
        drawn += Markup(
            '<svg x="0" y="{}" width="{}" height="20"><text class="label" x="0" y="15">{}<title>{}</title></text></svg>'
        ).format(top, "100%" if apart else "64%", cut(row.label), row.label)
        drawn += Markup('<text class="told" x="{}" y="{}" text-anchor="{}">{}</text>').format(
            "0" if apart else "100%", top + 15 + more, "start" if apart else "end", row.told
        )
        bar = top + 22 + more
        drawn += Markup('<rect class="ground" x="0" y="{}" width="100%" height="12" rx="3"/>').format(bar)
        at = 0.0
        for name, share in row.parts:
            if share > 0:
                drawn += Markup('<rect class="{}" x="{}" y="{}" width="{}" height="12" rx="3"/>').format(
                    name, _percent(at), bar, _percent(max(share, 0.004))
                )
            at += share
        top += ROW + more
    return _svg(max(top, ROW), drawn, "bars")


def columns(found: Sequence[Column], high: str) -> Markup:
    """Columns that stand on their days; ``high`` is how much the highest one is, in words."""
    most = max((sum(n for _, n in c.parts) for c in found), default=0)
    ground, top = COLUMNS_HIGH - 22, 18
    drawn = Markup('<line class="axis" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(ground)
    drawn += Markup(
        '<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/><text class="told" x="0" y="12">{1}</text>'
    ).format(top, high)
    wide = 1 / max(len(found), 1)
    every = -(-len(found) // TICKS) or 1
    for i, column in enumerate(found):
        below = float(ground)
        for name, n in column.parts:
            tall = (ground - top) * n / most if most else 0.0
            if n:
                tall = max(tall, 1.0)
                drawn += Markup(
                    '<rect class="{}" x="{}" y="{:.1f}" width="{}" height="{:.1f}"><title>{}</title></rect>'
                ).format(
                    name, _percent((i + 0.12) * wide), below - tall, _percent(wide * 0.76), tall, column.told
                )
                below -= tall
        if i % every == 0:
            drawn += Markup('<text class="tick" x="{}" y="{}">{}</text>').format(
                _percent((i + 0.12) * wide), COLUMNS_HIGH - 5, column.label
            )
    return _svg(COLUMNS_HIGH, drawn, "columns")


def spans(rows: Sequence[tuple[str, str, int, int]]) -> Markup:
    """(label, words, median, ninth tenth): a full bar to the one and a light one to the other."""
    most = max((high for _, _, _, high in rows), default=0) or 1
    return bars(
        [Bar(label, told, (("c1", mid / most), ("c1 light", (high - mid) / most))) for label, told, mid, high in rows],
        below=True,
    )  # fmt: skip
