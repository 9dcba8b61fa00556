"""Who understands: the built-in pipeline, a Rasa server or a language model, behind one protocol.

Importing this loads nothing but the protocol; HTTP and the language model's client are imported by the first message.
"""

from __future__ import annotations

from nlu.backends.choosing import BadChoice, Choice, choose
from nlu.backends.protocol import Backend, BuiltIn, Tally

__all__ = ["Backend", "BadChoice", "BuiltIn", "Choice", "Tally", "choose"]
