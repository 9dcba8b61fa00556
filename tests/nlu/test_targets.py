"""The understanding is held to its figures on labelled text that it never learned from.

What is reached is held at its target; what is not yet reached is held where it stands, so that it can only get
better.  Level 1 and danger are judged apart: missing them costs most.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pytest

from nlu.evaluation import calls, messages, times
from nlu.evaluation.messages import read

AT_LEAST = {
    "intent_accuracy": 0.88,
    "intent_macro_f1": 0.85,
    "severity_accuracy": 0.79,
    "serial_number_f1": 0.88,
    "phone_f1": 0.95,
    "error_code_f1": 0.95,
    "address_f1": 0.80,
    "contact_name_f1": 0.90,
    "duration_f1": 0.80,
    "affected_count_f1": 0.78,
    "component_f1": 0.70,
    "exclusions_f1": 0.65,
}
AT_MOST = {"intent_ece": 0.05, "severity_ece": 0.05, "asked_share": 0.15}
GRAVE_AT_LEAST = {"level_1_recall": 0.94, "danger_recall": 0.96}
GRAVE_AT_MOST = {"level_1_called_3": 0, "unreal_danger_taken_for_danger": 0.05}


def split(name: str) -> list[dict[str, object]]:
    return read((files("nlu") / "data" / "splits" / f"{name}.jsonl").read_text("utf-8").splitlines())


@cache
def report() -> messages.Report:
    return messages.evaluate(split("dev"))


@pytest.mark.parametrize("name", [*AT_LEAST, *AT_MOST])
def test_messages(name: str) -> None:
    value = report().figures[name]
    assert AT_LEAST.get(name, 0) <= value <= AT_MOST.get(name, 1), f"{name} is {value:.3f}"


@pytest.mark.parametrize("name", [*GRAVE_AT_LEAST, *GRAVE_AT_MOST])
def test_what_costs_most(name: str) -> None:
    value = report().figures[name]
    assert GRAVE_AT_LEAST.get(name, 0) <= value <= GRAVE_AT_MOST.get(name, 1), f"{name} is {value:.3f}"


def test_what_is_asked_back_holds_many_of_the_errors() -> None:
    figures = report().figures
    assert figures["errors_among_asked"] >= 4 * figures["asked_share"]


def test_calls() -> None:
    found = calls.figures(calls.evaluate(split("calls")))
    assert found["fields_right"] >= 0.90, found
    assert found["severity_accuracy"] >= 0.82, found
    assert (found["level_1_recall"] >= 0.95, found["level_1_called_3"]) == (True, 0), found


def test_times() -> None:
    found = times.figures(times.evaluate(split("times")))
    assert found["exactly_right"] >= 0.97, found
    assert found["wrong_in_the_past"] == 0, found


def test_the_split_is_not_among_what_is_learned_from() -> None:
    """A message of the split that stands in the training data would be no examination."""
    from nlu import corpus, phrasebook

    learned = {e.text.strip().casefold() for e in corpus.read()}
    learned |= {e.text.strip().casefold() for e in (*phrasebook.dangers(), *phrasebook.exclusions())}
    same = [d["text"] for d in split("dev") if str(d["text"]).strip().casefold() in learned]
    short = [t for t in same if len(str(t)) <= 14]  # "谢谢", "hello": everybody says these
    assert len(same) == len(short), [t for t in same if t not in short]
