"""What `baoxiu rasa export` writes, held against Rasa's documented formats; `make rasa-test` trains it for real."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlu import corpus
from nlu.corpus import Example
from nlu.rasa_project import at_most, project, safe
from nlu.understanding import ENTITIES, INTENTS
from tests.process import baoxiu, surroundings

#: Rasa's own (rasa/shared/nlu/training_data/entities_parser.py of 3.6.21): what it takes for an entity.
MARK = re.compile(
    r"\[(?P<entity_text>[^\]]+?)\](\((?P<entity>[^:)]+?)(?:\:(?P<value>[^)]+))?\)|\{(?P<entity_dict>[^}]+?)\}|\[(?P<list_entity_dicts>.*?)\])"
)
FILES = {
    "config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "README.md", "mixed_tokenizer.py",
    "data/nlu.yml", "data/rules.yml",
}  # fmt: skip
COMPOSED = 200
EACH = 60  # messages of an intent: all of them would take minutes


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return project(COMPOSED, epochs=3, examples=at_most(EACH))


@pytest.fixture(scope="module")
def read(files: dict[str, str]) -> dict[str, Any]:
    return {name: yaml.load(t, yaml.CSafeLoader) for name, t in files.items() if name.endswith(".yml")}


@pytest.fixture(scope="module")
def said(read: dict[str, Any]) -> list[tuple[str, str]]:
    """(intent, marked text) of all messages."""
    blocks = [b for b in read["data/nlu.yml"]["nlu"] if "intent" in b]
    return [(b["intent"], e["text"]) for b in blocks for e in b["examples"]]


@pytest.fixture(scope="module")
def token(files: dict[str, str]) -> re.Pattern[str]:
    """The tokeniser's pattern; the rest of it runs within Rasa."""
    tree = ast.parse(files["mixed_tokenizer.py"], feature_version=(3, 8))
    made = next(
        n.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Call)
    )  # fmt: skip
    return re.compile(ast.literal_eval(made.args[0]))


def test_the_project_is_complete(files: dict[str, str], read: dict[str, Any]) -> None:
    assert set(files) == FILES
    assert {read[n]["version"] for n in ("domain.yml", "data/nlu.yml", "data/rules.yml")} == {"3.1"}
    assert read["config.yml"]["recipe"] == "default.v1"
    diet = next(c for c in read["config.yml"]["pipeline"] if c["name"] == "DIETClassifier")
    assert diet["epochs"] == 3
    assert "rest" in read["credentials.yml"]


def test_blocks_have_only_what_rasa_reads(read: dict[str, Any]) -> None:
    for block in read["data/nlu.yml"]["nlu"]:
        assert set(block) in ({"intent", "examples"}, {"regex", "examples"})
        if "intent" in block:
            assert all(set(e) == {"text"} and e["text"].strip() for e in block["examples"])


def test_every_intent_has_examples_once(said: list[tuple[str, str]], read: dict[str, Any]) -> None:
    names = [b["intent"] for b in read["data/nlu.yml"]["nlu"] if "intent" in b]
    assert names == list(INTENTS)
    assert all(sum(intent == name for intent, _ in said) >= 50 for name in INTENTS)
    plain = [corpus.unmark(text)[0] for _, text in said]
    assert len(set(plain)) == len(plain), "the same message twice"


def test_the_handwritten_are_all_there_and_the_composed_are_bounded(said: list[tuple[str, str]]) -> None:
    ours = {(e.intent, fit.text) for e in at_most(EACH) if (fit := safe(e)) is not None}
    theirs = {(intent, corpus.unmark(text)[0]) for intent, text in said}
    assert ours <= theirs
    assert 0 < len(theirs) - len(ours) <= COMPOSED


def test_entities_are_marked_literally_and_nothing_else_is(
    said: list[tuple[str, str]], token: re.Pattern[str]
) -> None:
    found = set()
    for _, text in said:
        plain, entities = corpus.unmark(text)
        as_rasa = [(m["entity"], m["entity_text"]) for m in MARK.finditer(text)]
        assert as_rasa == [(name, plain[a:b]) for name, a, b in entities], text
        assert not set("[]{}") & set(plain), text
        bounds = {at for m in token.finditer(plain) for at in m.span()}
        assert all({a, b} <= bounds for _, a, b in entities), f"ends within a token: {text}"
        found |= {name for name, _, _ in entities}
    assert found == set(ENTITIES)


def test_domain_and_rules_fit_together(read: dict[str, Any]) -> None:
    domain, rules = read["domain.yml"], read["data/rules.yml"]["rules"]
    assert domain["intents"] == list(INTENTS)
    assert domain["entities"] == list(ENTITIES)
    for slot in domain["slots"].values():
        assert {m["entity"] for m in slot["mappings"] if m["type"] == "from_entity"} <= set(ENTITIES)
    steps = [step for rule in rules for step in rule["steps"]]
    assert {s["intent"] for s in steps if "intent" in s} == set(INTENTS)
    known = {*domain["responses"], *domain["forms"], "action_deactivate_loop"}
    used = {s["action"] for s in steps if "action" in s}
    assert used <= known
    asked = {f"utter_ask_{slot}" for form in domain["forms"].values() for slot in form["required_slots"]}
    assert asked <= known
    assert set(domain["responses"]) == {n for n in used if n.startswith("utter_")} | asked
    assert all("\n" in r["text"] for variants in domain["responses"].values() for r in variants), (
        "both languages"
    )


def test_the_tokeniser_splits_both_languages(token: re.Pattern[str]) -> None:
    assert token.findall("想book师傅，E03 on 3F") == [*"想", "book", *"师傅，", "E", "03", "on", "3", "F"]
    assert token.findall(" \t ") == []


@given(st.text(min_size=1, max_size=60))
def test_any_text_comes_back_and_is_never_read_as_markup(text: str) -> None:
    fit = safe(Example(text, "greet"))
    if fit is None:
        assert "/" in text
        return
    assert len(fit.text) == len(text)
    read = yaml.load(project(0, examples=[fit])["data/nlu.yml"], yaml.CSafeLoader)
    assert read["nlu"][0]["examples"] == [{"text": fit.text}]
    assert not MARK.search(fit.text) and "${" not in fit.text


def test_the_command_writes_it_the_same_each_time_and_overwrites_nothing_unasked(tmp_path: Path) -> None:
    folder, again = tmp_path / "one", tmp_path / "two"
    for place, seed in ((folder, "1"), (again, "2")):
        env = {**surroundings(tmp_path), "PYTHONHASHSEED": seed}
        done = baoxiu(
            "rasa", "export", str(place), "--composed", "100", "--epochs", "4", "--each", "30", env=env
        )
        assert done.returncode == 0, done.stderr
        assert all(name in done.stdout for name in FILES)
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert written == FILES
    assert all((folder / name).read_bytes() == (again / name).read_bytes() for name in FILES)

    (folder / "config.yml").write_text("mine", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    refused = baoxiu("rasa", "export", str(folder), env=surroundings(tmp_path))
    assert (
        refused.returncode == 2 and "--force" in refused.stderr and os.linesep not in refused.stderr.strip()
    )
    assert (folder / "config.yml").read_text(encoding="utf-8") == "mine"
    forced = ("rasa", "export", str(folder), "--composed", "0", "--each", "30", "--force")
    assert baoxiu(*forced, env=surroundings(tmp_path)).returncode == 0
    assert "mine" not in (folder / "config.yml").read_text(encoding="utf-8")
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
