"""How right the understanding is on every set, as tables: ``make figures`` writes them into docs/UNDERSTANDING.md."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from nlu.evaluation import calls, messages, times
from nlu.evaluation.messages import read

PAGE = Path(__file__).parents[1] / "docs" / "UNDERSTANDING.md"
READ = ("dev", "fresh", "fresh4")  # by those who made the program
BLIND = (
    "unseen",
    "unseen2",
    "unseen3",
    "unseen4",
    "unseen5",
    "unseen7",
    "unseen8",
    "unseen9",
    "unseen10",
    "unseen11",
    "unseen12",
)  # by nobody
CALLS = (
    tuple(f"fresh{n}-calls" for n in ("", *range(4, 12))),
    tuple(f"unseen{n}-calls" for n in (3, 4, 6, 7, 8, 9, 10, 11)),
)
TIMES = ("times", "fresh-times", "fresh4-times", "fresh10-times", "unseen3-times", "unseen10-times")
#: What is told, how much is wanted, and the figures of it.
ROWS = (
    ("intent: accuracy, macro-F1", "0.88, 0.85", ("intent_accuracy", "intent_macro_f1")),
    ("level", "0.82", ("severity_accuracy",)),
    ("level 1: recalled, called 3", "0.95, 0", ("level_1_recall", "level_1_called_3")),
    (
        "danger: recalled, denied ones taken for it",
        "0.99, 0.05",
        ("danger_recall", "unreal_danger_taken_for_danger"),
    ),
    ("exclusions", "0.85", ("exclusions_f1",)),
    ("serial number", "0.97", ("serial_number_f1",)),
    ("phone", "0.97", ("phone_f1",)),
    ("error code", "0.97", ("error_code_f1",)),
    ("address", "0.85", ("address_f1",)),
    ("contact name", "0.85", ("contact_name_f1",)),
    ("duration", "0.85", ("duration_f1",)),
    ("affected count", "0.85", ("affected_count_f1",)),
    ("component", "0.85", ("component_f1",)),
    ("calibration error: intent, level", "0.05", ("intent_ece", "severity_ece")),
)
CALL_ROWS = (
    ("fields right", "0.90", ("fields_right",)),
    ("level", "0.82", ("severity_accuracy",)),
    ("level 1: recalled, called 3", "0.95, 0", ("level_1_recall", "level_1_called_3")),
)
TIME_ROWS = (
    ("exactly right", "0.92", ("exactly_right",)),
    ("a wrong one in the past", "0", ("wrong_in_the_past",)),
)
WHOLE = ("level_1_called_3", "wrong_in_the_past")
Found = Mapping[str, float]


def rows(name: str) -> list[dict[str, object]]:
    return read((files("nlu") / "data" / "splits" / f"{name}.jsonl").read_text("utf-8").splitlines())


def table(
    names: Sequence[str], wanted: Iterable[tuple[str, str, Sequence[str]]], figures: Callable[[str], Found]
) -> str:
    """A table of Markdown: a column for each set, with how many lines it has."""
    found = {name: figures(name) for name in names}
    lines = [
        "| | target | " + " | ".join(f"`{name}` ({len(rows(name))})" for name in names) + " |",
        "|---" * (len(names) + 2) + "|",
    ]
    for what, target, keys in wanted:
        told = (", ".join(_said(key, found[name].get(key)) for key in keys) for name in names)
        lines.append(f"| {what} | {target} | " + " | ".join(told) + " |")
    return "\n".join(lines)


def _said(key: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if key in WHOLE else f"{value:.2f}"


def tables() -> str:
    def told(name: str) -> Found:
        return messages.evaluate(rows(name)).figures

    def heard(name: str) -> Found:
        return calls.figures(calls.evaluate(rows(name)))

    def dated(name: str) -> Found:
        return times.figures(times.evaluate(rows(name)))

    return "\n\n".join(
        (
            "Messages that were read while the program was made:", table(READ, ROWS, told),
            "Messages that nobody has read:", table(BLIND, ROWS, told),
            "Calls that were read, and then those that nobody has read:", table(("calls", *CALLS[0]), CALL_ROWS, heard),
            table(CALLS[1], CALL_ROWS, heard),
            "Times:", table(TIMES, TIME_ROWS, dated),
        )
    )  # fmt: skip


def main() -> None:
    page = PAGE.read_text("utf-8")
    new, n = re.subn(r"(?s)(?<=<!-- figures -->\n).*?(?=\n<!-- end of figures -->)", lambda _: tables(), page)
    if n != 1:
        sys.exit(f"{PAGE}: no place for figures")
    PAGE.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
