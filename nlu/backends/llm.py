"""A language model behind any OpenAI-compatible endpoint as backend.

The customer's text is data: it goes in a message of its own, inside JSON, and what comes back counts only where it
quotes the text literally.  Extra ``llm``; the client is imported by the first message.
"""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from nlu.backends import masking
from nlu.backends.protocol import Unusable
from nlu.backends.schema import Answer
from nlu.understanding import Understanding

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types.chat import ChatCompletion

MOST_TOKENS = 1_500
NOT_UNDERSTOOD = (400, 422)  # how servers refuse parameters that they do not know
_NO_KEY = "none"  # servers on one's own machine want no key, the client wants one


class LanguageModel:
    """``url`` ends with the version, as in ``https://host/v1``.  Personal data are replaced by placeholders unless
    ``send_personal``."""

    def __init__(
        self, url: str, model: str, key: str | None, seconds: float, *, send_personal: bool = False
    ) -> None:
        self._url, self._model, self._key, self._seconds = url, model, key, seconds
        self._send_personal = send_personal
        self._client: OpenAI | None = None
        self._lock = threading.Lock()
        self._form = 0

    def __call__(self, built: Understanding) -> Understanding:
        """The model's understanding put together with ``built``.  Raises :class:`Unusable`."""
        from nlu.backends import answers

        sent = masking.plain(built) if self._send_personal else masking.masked(built)
        return answers.read(_checked(_content(self._asked(sent.text))), sent, built)

    def _asked(self, text: str) -> ChatCompletion:
        """Servers differ in what they let be asked: the first form that one understands is kept."""
        forms = _forms()
        for at in range(self._form, len(forms)):
            try:
                answer = self._ask(text, forms[at])
            except Unusable as error:
                if at + 1 < len(forms) and error.detail in [f"HTTP {status}" for status in NOT_UNDERSTOOD]:
                    continue
                raise
            self._form = at
            return answer
        raise Unusable("error", down=True)

    def _ask(self, text: str, form: dict[str, Any]) -> ChatCompletion:
        import openai

        from nlu.backends import http

        data = json.dumps({"customer_message": text}, ensure_ascii=False)
        try:
            answer: ChatCompletion = self._connected().chat.completions.create(
                model=self._model,
                messages=[
                    {"role": "system", "content": _instructions()},
                    {"role": "user", "content": data},
                ],
                **form,
            )
            return answer
        except (openai.OpenAIError, Unusable) as error:
            raise http.cause(error) from None
        except (ValueError, RecursionError):  # the client could not read what should have been JSON
            raise Unusable("garbage") from None

    def _connected(self) -> OpenAI:
        """Nothing is taken from the client's own environment variables: the settings are ours."""
        from openai import OpenAI

        from nlu.backends import http

        with self._lock:
            if self._client is None:
                self._client = OpenAI(
                    api_key=self._key or _NO_KEY,
                    base_url=self._url,
                    timeout=self._seconds,
                    max_retries=0,
                    http_client=http.client(self._seconds),
                )
                self._client.organization = self._client.project = None
            return self._client


@lru_cache(maxsize=1)
def _instructions() -> str:
    text = (Path(__file__).parent / "instructions.txt").read_text(encoding="utf-8")
    return text + json.dumps(Answer.model_json_schema(), ensure_ascii=False)


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, Any], ...]:
    """From the strictest form to the plainest."""
    schema = {"name": "understanding", "strict": True, "schema": Answer.model_json_schema()}
    strict = {"type": "json_schema", "json_schema": schema}
    steady = {"temperature": 0, "max_tokens": MOST_TOKENS}
    return (
        {"response_format": strict, **steady},
        {"response_format": strict},
        {"response_format": {"type": "json_object"}, **steady},
        {},
    )


def _content(completion: Any) -> str:
    """The text of the answer; the client does not check what a server puts where."""
    try:
        choice = completion.choices[0]
        content, refusal, reason = choice.message.content, choice.message.refusal, choice.finish_reason
    except (AttributeError, IndexError, KeyError, TypeError):
        raise Unusable("garbage") from None
    if refusal or reason == "content_filter":
        raise Unusable("refused")
    if reason == "length":
        raise Unusable("cut")
    if not isinstance(content, str) or not content.strip():
        raise Unusable("garbage")
    return content


def _checked(content: str) -> Answer:
    """Raises :class:`Unusable` without what the answer was: it may quote the customer."""
    plain = content.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
    try:
        return Answer.model_validate_json(plain)
    except ValidationError as error:
        kinds = {e["type"] for e in error.errors(include_input=False, include_url=False)}
        raise Unusable("garbage" if "json_invalid" in kinds else "schema") from None
