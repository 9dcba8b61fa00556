"""What the bot says, looked up by name in the Fluent catalogs beside this file (``zh/*.ftl``, ``en/*.ftl``)."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Placeable, TextElement, VariableReference

from handlers.texts.numerals import OurBundle

LANGUAGES = ("zh", "en")
Value = str | int
SHORT = 2_000  # characters of a value; Fluent refuses longer ones
#: Where a message begins; what goes on with it is indented or closes a bracket.
_MESSAGE = re.compile(r"^(?=[a-zA-Z][\w-]* *=)", re.MULTILINE)


class UnknownText(LookupError):
    """A text that no catalog has: a mistake in the program, never shown to anybody."""


@cache
def _written(lang: str) -> dict[str, str]:
    """Each message of the catalogs of a language as it is written there."""
    found: dict[str, str] = {}
    for file in sorted(files("handlers.texts").joinpath(lang).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".ftl"):
            for message in _MESSAGE.split(file.read_text(encoding="utf-8"))[1:]:
                found.setdefault(message.split("=", 1)[0].strip(), message)
    return found


@cache
def _bundle(lang: str) -> FluentBundle:
    return OurBundle([lang], use_isolating=False)


def bundle(lang: str, *text_ids: str) -> FluentBundle:
    """The messages that have been used, and these.  Each is read when it is first needed: few ever are in one
    process, and all of them read take six megabytes and a quarter of a second for each language."""
    made = _bundle(lang)
    for text_id in text_ids:
        written = None if made.has_message(text_id) else _written(lang).get(text_id)
        if written is not None:
            made.add_resource(FluentResource(written))
    return made


@cache
def names(lang: str) -> frozenset[str]:
    return frozenset(_written(lang))


@cache
def _plain(text_id: str, lang: str) -> str:
    return _format(text_id, lang, {})


def _format(text_id: str, lang: str, args: dict[str, Value]) -> str:
    texts = bundle(lang, text_id)
    if not texts.has_message(text_id):
        raise UnknownText(f"no text {text_id!r} in {lang!r}")
    pattern = texts.get_message(text_id).value
    if pattern is None:
        raise UnknownText(f"text {text_id!r} in {lang!r} is empty")
    text, errors = texts.format_pattern(pattern, args)
    if errors:
        raise UnknownText(f"text {text_id!r} in {lang!r}: {errors[0]}")
    return str(text)


def say(text_id: str, lang: str, **args: Value) -> str:
    """The text in ``zh`` or ``en`` (anything else: zh) with its variables filled in.

    Numbers are given as strings where no plural depends on them, so that they are not grouped."""
    lang = "en" if lang == "en" else "zh"
    if not args:
        return _plain(text_id, lang)
    parts = _parts(text_id, lang)
    if parts is None or not all(isinstance(value, str) and len(value) <= SHORT for value in args.values()):
        return _format(text_id, lang, args)
    try:
        return "".join([text if text is not None else str(args[name]) for text, name in parts])
    except KeyError:
        return _format(text_id, lang, args)  # which says what is missing


@cache
def _parts(text_id: str, lang: str) -> tuple[tuple[str | None, str], ...] | None:
    """A text that is nothing but words and variables: put together in a tenth of the time.  None: there is more to it."""
    message = bundle(lang, text_id).get_message(text_id) if text_id in names(lang) else None
    found: list[tuple[str | None, str]] = []
    whole = message.value if message is not None else None  # a single element stands by itself
    for element in getattr(whole, "elements", (whole,)):
        if isinstance(element, TextElement):
            found.append((element.value, ""))
        elif isinstance(element, Placeable) and isinstance(element.expression, VariableReference):
            found.append((None, element.expression.id.name))
        else:
            return None
    return tuple(found) or None
