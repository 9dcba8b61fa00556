"""The backend that the settings name, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from nlu.backends.protocol import Backend, BuiltIn, Tally


@dataclass(frozen=True)
class Choice:
    """The settings as they are named without ``BAOXIU_``: ``nlu`` is builtin, rasa or llm; ``timeout`` in seconds."""

    nlu: str = "builtin"
    url: str | None = None
    model: str | None = None
    key: str | None = None
    timeout: float = 5.0
    send_personal: bool = False


class BadChoice(ValueError):
    """Settings that do not go together; the message names them and says what to do."""


def choose(choice: Choice, tally: Tally) -> Backend:
    """The backend.  Nothing is asked yet.  Raises :class:`BadChoice`."""
    _check(choice)
    if choice.nlu == "builtin":
        return BuiltIn()
    from nlu.backends.remote import Remote

    assert choice.url is not None
    if choice.nlu == "rasa":
        from nlu.backends.rasa import Rasa

        return Remote("rasa", Rasa(choice.url, choice.key, choice.timeout), choice.timeout, tally)
    from nlu.backends.llm import LanguageModel

    assert choice.model is not None
    model = LanguageModel(
        choice.url, choice.model, choice.key, choice.timeout, send_personal=choice.send_personal
    )
    return Remote("llm", model, choice.timeout, tally)


def _check(choice: Choice) -> None:
    asked = f"BAOXIU_NLU={choice.nlu}"
    if choice.nlu not in ("builtin", "rasa", "llm"):
        raise BadChoice(f"{asked}: must be builtin, rasa or llm")
    given = {
        "BAOXIU_NLU_URL": choice.url,
        "BAOXIU_NLU_MODEL": choice.model,
        "BAOXIU_NLU_KEY": choice.key,
        "BAOXIU_NLU_SEND_PERSONAL": choice.send_personal,
    }
    of_use = {
        "builtin": (),
        "rasa": ("BAOXIU_NLU_URL", "BAOXIU_NLU_KEY"),
        "llm": tuple(given),
    }[choice.nlu]
    for name, value in given.items():
        if value and name not in of_use:
            others = "llm" if name in ("BAOXIU_NLU_MODEL", "BAOXIU_NLU_SEND_PERSONAL") else "rasa or llm"
            raise BadChoice(f"{name} is of no use with {asked}; take it away or set BAOXIU_NLU to {others}")
    if choice.nlu == "builtin":
        return
    url = urlsplit(choice.url or "")
    if url.scheme not in ("http", "https") or not url.hostname:
        raise BadChoice(f"{asked} needs BAOXIU_NLU_URL, such as {_EXAMPLES[choice.nlu]}")
    if choice.nlu == "llm":
        if not choice.model:
            raise BadChoice(f"{asked} needs BAOXIU_NLU_MODEL, the name that the server gives its model")
        if find_spec("openai") is None:
            raise BadChoice(f"{asked} needs the package openai: pip install 'baoxiu[llm]'")


_EXAMPLES = {"rasa": "http://127.0.0.1:5005", "llm": "http://127.0.0.1:11434/v1"}
