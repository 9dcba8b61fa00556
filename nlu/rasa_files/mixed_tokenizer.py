"""A tokeniser for Chinese and English in one sentence: every Chinese character is a token, and so is every run of
Latin letters or of digits.  Entities then begin and end with tokens, whatever the words around them are."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

TOKEN = re.compile(r"[0-9]+|[^\W\d_\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[^\s]")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MixedTokenizer(Tokenizer):
    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = message.get(attribute)
        found = [Token(m.group(), m.start()) for m in TOKEN.finditer(text)]
        return self._apply_token_pattern(found or [Token(text, 0)])
