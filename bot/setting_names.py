"""What settings there are and which were given, for people: ``.env.example``, and names that are mistyped."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from textwrap import wrap

from dotenv import dotenv_values

from bot.settings import PREFIX, Settings

FOR_TESTS = {  # and BAOXIU_TEST_...
    "BAOXIU_BROWSER_REQUIRED", "BAOXIU_CHAOS_CUSTOMERS", "BAOXIU_CHAOS_ENGINEERS", "BAOXIU_CHAOS_MINUTES",
    "BAOXIU_CHAOS_SEED", "BAOXIU_CHROMIUM", "BAOXIU_KILLS", "BAOXIU_MODEL_SEED", "BAOXIU_MODEL_TIMES", "BAOXIU_RASA_ENV", "BAOXIU_RASA_PYTHON",
    "BAOXIU_UPDATES",
}  # fmt: skip


def given(environment: Iterable[str]) -> set[str]:
    """The names of everything that is set: in the ``environment`` and in ``.env``."""
    file = Settings.model_config["env_file"]
    return {*environment, *dotenv_values(str(file), encoding="utf-8")}


def unknown(names: Iterable[str]) -> list[str]:
    """A sentence for each of the environment's ``names`` that looks like a setting and is none."""
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    sentences = []
    for name in sorted(names):
        test = name in FOR_TESTS or name.startswith(PREFIX + "TEST_")
        if name.startswith(PREFIX) and name not in known and not test:
            near = get_close_matches(name, known, n=1)
            sentences.append(f"there is no setting {name}" + (f"; did you mean {near[0]}?" if near else ""))
    return sentences


def example() -> str:
    """The text of ``.env.example``."""
    lines = [
        "# Settings of baoxiu.  Copy this file to .env and change what you need; the values are the defaults."
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        if isinstance(field.default, bool):
            default = default.lower()
        told = wrap(field.description or "", 106)
        lines += ["", *(f"# {line}" for line in told), f"#{PREFIX}{name.upper()}={default}"]
    return "\n".join(lines) + "\n"
