"""What somebody gave cannot be used, and why: in English for the command line, in the reader's language for the console."""

from __future__ import annotations

from handlers.texts.catalog import say


class Unusable(ValueError):
    """``text`` is the text ``unusable-<text>`` that says what the message says; without it the message is told as it is."""

    def __init__(self, message: str, text: str = "", **facts: str) -> None:
        super().__init__(message)
        self.text, self.facts = text, facts

    def told(self, lang: str) -> str:
        return say(f"unusable-{self.text}", lang, **self.facts) if self.text else str(self)
