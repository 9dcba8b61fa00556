"""The understanding is held to its figures on labelled text that it never learned from.

What is reached is held at its target; what is not yet reached is held where it stands, so that it can only get
better.  Nobody who wrote ``fresh`` or ``unseen`` had seen the program; half of ``fresh`` (the even lines, but for the
parts that are missed in them) and all of ``unseen`` nobody has read who worked on it.  Level 1 and danger are judged
apart: missing them costs most.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pytest

from nlu import corpus, nonsense, phrasebook
from nlu.evaluation import calls, messages, times
from nlu.evaluation.messages import read

#: Figure -> at least so much on (dev, fresh, unseen).
AT_LEAST = {
    "intent_accuracy": (0.88, 0.93, 0.92),
    "intent_macro_f1": (0.85, 0.88, 0.88),
    "severity_accuracy": (0.86, 0.89, 0.83),
    "serial_number_f1": (0.86, 0.95, 0.80),
    "phone_f1": (0.95, 0.97, 0.97),
    "error_code_f1": (0.95, 0.95, 0.64),
    "address_f1": (0.85, 0.85, 0.80),
    "contact_name_f1": (0.90, 0.90, 0.45),
    "duration_f1": (0.80, 0.91, 0.45),
    "affected_count_f1": (0.85, 0.88, 0.65),
    "component_f1": (0.75, 0.78, 0.74),
    "exclusions_f1": (0.85, 0.90, 0.82),
}
AT_MOST = {
    "intent_ece": (0.05, 0.05, 0.05),
    "severity_ece": (0.05, 0.055, 0.08),
    "asked_share": (0.15, 0.15, 0.15),
}
GRAVE_AT_LEAST = {"level_1_recall": (0.95, 0.98, 0.95), "danger_recall": (0.99, 0.97, 0.96)}
GRAVE_AT_MOST = {"level_1_called_3": (0, 0, 0), "unreal_danger_taken_for_danger": (0.05, 0.05, 0.05)}
SETS = ("dev", "fresh", "unseen")


def split(name: str) -> list[dict[str, object]]:
    return read((files("nlu") / "data" / "splits" / f"{name}.jsonl").read_text("utf-8").splitlines())


@cache
def report(name: str) -> messages.Report:
    return messages.evaluate(split(name))


@pytest.mark.parametrize("figure", [*AT_LEAST, *AT_MOST, *GRAVE_AT_LEAST, *GRAVE_AT_MOST])
@pytest.mark.parametrize("name", SETS)
def test_messages(name: str, figure: str) -> None:
    value, which = report(name).figures[figure], SETS.index(name)
    least = {**AT_LEAST, **GRAVE_AT_LEAST}.get(figure, (0, 0, 0))[which]
    most = {**AT_MOST, **GRAVE_AT_MOST}.get(figure, (1, 1, 1))[which]
    assert least <= value <= most, f"{figure} is {value:.3f}"


@pytest.mark.parametrize("name", SETS)
def test_what_is_asked_back_holds_many_of_the_errors(name: str) -> None:
    figures = report(name).figures
    assert figures["errors_among_asked"] >= 4 * figures["asked_share"]


@pytest.mark.parametrize("name", ["unseen2", "unseen3"])
def test_what_was_written_last_and_never_read(name: str) -> None:
    figures = report(name).figures
    least = {"severity_accuracy": 0.80, "level_1_recall": 0.95, "danger_recall": 0.95, "exclusions_f1": 0.80}
    assert {name: round(figures[name], 3) for name, value in least.items() if figures[name] < value} == {}
    assert figures["level_1_called_3"] == 0
    assert figures["unreal_danger_taken_for_danger"] <= 0.05  # one of 28


def test_what_examiners_would_ask() -> None:
    """The newest: elevators, air conditioning, payment terminals and others, half of it full of numbers, names and places."""
    figures = report("unseen8").figures
    least = {
        "intent_accuracy": 0.93,
        "severity_accuracy": 0.86,
        "level_1_recall": 0.93,
        "danger_recall": 0.90,
        "exclusions_f1": 0.85,
        "serial_number_f1": 0.80,
        "phone_f1": 0.94,
        "error_code_f1": 0.78,
        "address_f1": 0.78,
        "contact_name_f1": 0.84,
    }
    assert {name: round(figures[name], 3) for name, value in least.items() if figures[name] < value} == {}
    assert (figures["level_1_called_3"], figures["unreal_danger_taken_for_danger"]) == (0, 0)


def test_what_was_written_last() -> None:
    """450 messages of all trades, half of them short or full of numbers, of which nobody has read one."""
    figures = report("unseen10").figures
    least = {
        "intent_accuracy": 0.90,
        "severity_accuracy": 0.85,
        "level_1_recall": 0.92,
        "danger_recall": 0.90,
        "serial_number_f1": 0.85,
        "phone_f1": 0.94,
        "error_code_f1": 0.72,
        "address_f1": 0.70,
        "contact_name_f1": 0.74,
    }
    assert {name: round(figures[name], 3) for name, value in least.items() if figures[name] < value} == {}


def test_what_is_hardest_and_what_is_plainest() -> None:
    """670 messages of all trades, full of hedges, sarcasm, dialect and particulars; 500 as most customers send them."""
    hard, plain = report("unseen11").figures, report("unseen12").figures
    least = {
        "intent_accuracy": (0.91, 0.95),
        "severity_accuracy": (0.83, 0.93),
        "level_1_recall": (0.94, 0.98),
        "danger_recall": (0.94, 0.98),
        "exclusions_f1": (0.70, 0.85),
        "serial_number_f1": (0.83, 0.90),
        "phone_f1": (0.94, 0.97),
        "error_code_f1": (0.74, 0.97),
        "address_f1": (0.76, 0.95),
        "contact_name_f1": (0.79, 0.88),
        "component_f1": (0.67, 0.80),
    }
    found = {name: (round(hard[name], 3), round(plain[name], 3)) for name in least}
    missed = {n: v for n, v in found.items() if v[0] < least[n][0] or v[1] < least[n][1]}
    assert missed == {}
    assert (hard["level_1_called_3"], plain["level_1_called_3"]) == (0, 0)


def test_nonsense_is_never_a_grave_report_and_few_words_tell_of_a_bad_fault() -> None:
    figures = report("nonsense").figures
    assert figures["out_of_scope_called_level_1"] == 0
    assert figures["out_of_scope_called_report"] <= 0.05
    assert (figures["level_1_called_3"], figures["level_2_called_3"]) == (0, 0)
    assert figures["level_1_recall"] >= 0.95
    assert figures["danger_recall"] >= 0.85


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("calls", 0.95),
        ("fresh-calls", 0.95),
        ("fresh4-calls", 0.95),
        ("fresh5-calls", 0.94),
        ("fresh6-calls", 0.94),
        ("unseen3-calls", 0.88),
        ("unseen4-calls", 0.78),
        ("unseen6-calls", 0.71),
        ("fresh7-calls", 0.90),
        ("unseen7-calls", 0.75),
        ("unseen8-calls", 0.72),
        ("fresh10-calls", 0.80),
        ("unseen10-calls", 0.64),
        ("fresh11-calls", 0.85),
        ("unseen11-calls", 0.62),
    ],
)
def test_calls(name: str, fields: float) -> None:
    found = calls.figures(calls.evaluate(split(name)))
    assert found["fields_right"] >= fields, found
    level = {
        "unseen3-calls": 0.80,
        "unseen4-calls": 0.76,
        "fresh5-calls": 0.78,
        "fresh6-calls": 0.70,
        "unseen6-calls": 0.55,
        "unseen7-calls": 0.50,
        "unseen8-calls": 0.70,
        "fresh11-calls": 0.75,  # a third of these callers play it down or up
        "unseen11-calls": 0.75,
    }
    assert found["severity_accuracy"] >= level.get(name, 0.82), found
    assert (found["level_1_recall"] >= 0.95, found["level_1_called_3"]) == (True, 0), found


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("times", 0.97),
        ("fresh-times", 0.97),
        ("fresh4-times", 0.97),
        ("unseen3-times", 0.92),
        ("fresh10-times", 0.85),
        ("unseen10-times", 0.62),
    ],
)
def test_times(name: str, right: float) -> None:
    found = times.figures(times.evaluate(split(name)))
    assert found["exactly_right"] >= right, found
    assert found["wrong_in_the_past"] == 0, found


def test_the_split_is_not_among_what_is_learned_from() -> None:
    """A message of the split that stands in the training data would be no examination."""
    learned = {e.text.strip().casefold() for e in (*corpus.read(), *nonsense.compose())}
    learned |= {e.text.strip().casefold() for e in (*phrasebook.dangers(), *phrasebook.exclusions())}
    same = [d["text"] for name in SETS for d in split(name) if str(d["text"]).strip().casefold() in learned]
    short = [t for t in same if len(str(t)) <= 14]  # "谢谢", "hello": everybody says these
    assert len(same) == len(short), [t for t in same if t not in short]
    assert not [d["text"] for d in split("nonsense") if str(d["text"]).strip().casefold() in learned]
