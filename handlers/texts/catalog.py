"""What the bot says, looked up by name in the Fluent catalogs beside this file (``zh/*.ftl``, ``en/*.ftl``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("zh", "en")
Value = str | int


class UnknownText(LookupError):
    """A text that no catalog has: a mistake in the program, never shown to anybody."""


@cache
def bundle(lang: str) -> FluentBundle:
    """All catalogs of a language as one bundle."""
    made = FluentBundle(["zh-CN" if lang == "zh" else "en"], use_isolating=False)
    for file in sorted(files("handlers.texts").joinpath(lang).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".ftl"):
            made.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return made


@cache
def names(lang: str) -> frozenset[str]:
    return frozenset(bundle(lang)._messages)


@cache
def _plain(text_id: str, lang: str) -> str:
    return _format(text_id, lang, {})


def _format(text_id: str, lang: str, args: dict[str, Value]) -> str:
    texts = bundle(lang)
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
    return _format(text_id, lang, args) if args else _plain(text_id, lang)
