"""What the learned models look at: characters of Chinese, words of English, their neighbours, and the shape."""

from __future__ import annotations

from nlu.patterns import regex

_NUMBER = regex(r"\d+")
_WORD = regex(r"[a-z']+|#+|[\u4e00-\u9fff]|[?!]")
MAX = 400  # characters of a message that decide its intent; more say the same again


def features(normal: str) -> list[str]:
    """Feature names of a normal text; a name occurs at most once."""
    text = _NUMBER.sub("#", normal if len(normal) <= MAX else normal[: MAX // 2] + " " + normal[-MAX // 2 :])
    tokens = _WORD.findall(text)
    found = set(tokens)
    before = "^"
    last = "^"
    for token in tokens:
        found.add(before + "_" + token)
        if len(token) == 1:
            found.add(last + before + token)
        elif len(token) > 5:
            found.add(token[:5] + "*")
        last, before = (before, token)
    found.add(before + "_$")
    size = len(tokens)
    found.add(
        "len"
        + ("1" if size <= 2 else "2" if size <= 5 else "3" if size <= 10 else "4" if size <= 25 else "5")
    )
    return list(found)
