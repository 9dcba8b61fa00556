"""Plural forms and numerals of our languages without Babel's tables of all the others.

Those take five megabytes and a tenth of a second for what stands on this page.  Whatever else a text may ever ask for
(money, percentages, dates by name) Babel still reads from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel import Locale
from babel.numbers import NumberPattern, parse_pattern
from babel.plural import PluralRule
from fluent.runtime import FluentBundle

_SYMBOLS = {"latn": {"decimal": ".", "group": ",", "minusSign": "-", "plusSign": "+", "infinity": "∞"}}
_DECIMAL = {None: parse_pattern("#,##0.###")}
_PLURALS = {"en": PluralRule({"one": "i = 1 and v = 0"}), "zh": PluralRule({})}


class OurLocale(Locale):
    """English or Chinese as :class:`babel.Locale` has them (a test holds them against each other)."""

    @property
    def plural_form(self) -> PluralRule:
        return _PLURALS[self.language]

    @property
    def decimal_formats(self) -> Mapping[Any, NumberPattern]:  # type: ignore[override]
        return _DECIMAL

    @property
    def number_symbols(self) -> Mapping[str, Mapping[str, str]]:  # type: ignore[override]
        return _SYMBOLS

    @property
    def default_numbering_system(self) -> str:
        return "latn"


class OurBundle(FluentBundle):
    """Messages of one of our languages."""

    def _get_babel_locale(self) -> Locale:
        return OurLocale(self.locales[0])
