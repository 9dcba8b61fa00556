"""Parts of devices that people name, over many domains.  Open vocabulary: ``data/components.txt``."""

from __future__ import annotations

from importlib.resources import files

from nlu.patterns import regex

_WORD = regex(r"[a-z][a-z'\-]*")
#: The door, and not the department, the shop, the visit or the way in.
_DOOR = regex(r"(?<![上部专出登热入冷澳厦木])门(?![店口诊市牌卫槛票户第禁铃锁]|把手)")
#: Words that are parts only beside another word of a part ("drive" is also what one does).
_VERBS = frozenset(["drive", "step", "track", "port", "base", "seat", "foot", "element", "finger", "cover", "fitting", "frame", "lock",
                    "drain", "switch", "charge", "light", "plug", "seal", "tap", "mirror", "barrier", "glass", "memory", "governor"])  # fmt: skip
_BEFORE_VERB = regex(r"\b(?:to|can|cannot|can't|will|won't|would|i|you|we|they|please|not|then|and)\s+$")
_AFTER_VERB = regex(
    r"\s+(?:off|on|up|down|it|me|in|to|by step|warranty|of|by)\b|\s+(?:the|a|my|our)\s+(?!(?:side|door|top)\b)"
)
_NOT_AFTER_NUMBER = regex(r"\d(?:st|nd|rd|th)?\s+$|\b(?:ground|top|first|second|third|fourth|fifth)\s+$")


def _read() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    lines = (files("nlu") / "data" / "components.txt").read_text("utf-8").splitlines()
    words = {w.strip() for line in lines if not line.startswith("#") for w in line.split(",")} - {""}
    chinese: dict[str, list[str]] = {}
    for word in sorted((w for w in words if not w.isascii()), key=len, reverse=True):
        chinese.setdefault(word[0], []).append(word)
    return {first: tuple(all_of) for first, all_of in chinese.items()}, frozenset(
        w for w in words if w.isascii()
    )


_ZH, _EN = _read()
_LONGEST = max(w.count(" ") for w in _EN) + 1


def find(text: str) -> list[tuple[int, int]]:
    """Where parts are named in a normal text, the longest name first; neighbours make one part."""
    spans = sorted(_chinese(text) + _english(text))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and (start == joined[-1][1] or text[joined[-1][1] : start] == " "):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _chinese(text: str) -> list[tuple[int, int]]:
    if text.isascii():
        return []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        word = next((w for w in _ZH.get(text[at], ()) if text.startswith(w, at)), None)
        if word is not None:
            spans.append((at, at + len(word)))
            at += len(word)
        else:
            at += 1
    spans += [m.span() for m in _DOOR.finditer(text) if not any(a <= m.start() < b for a, b in spans)]
    return spans


def _known(phrase: str) -> bool:
    return (
        phrase in _EN
        or (phrase.endswith("s") and phrase[:-1] in _EN)
        or (phrase.endswith("es") and phrase[:-2] in _EN)
        or (phrase.endswith("ies") and phrase[:-3] + "y" in _EN)
    )


def _english(text: str) -> list[tuple[int, int]]:
    words = [m.span() for m in _WORD.finditer(text)]
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + length - 1][1]
            if end - start <= 40 and _known(text[start:end]) and _is_part(text, start, end):
                spans.append((start, end))
                at += length
                break
        else:
            at += 1
    return spans


def _is_part(text: str, start: int, end: int) -> bool:
    word = text[start:end]
    if word in ("floor", "floors"):
        return not _NOT_AFTER_NUMBER.search(text[max(0, start - 10) : start])
    if word not in _VERBS:
        return True
    return not _BEFORE_VERB.search(text[max(0, start - 10) : start]) and not _AFTER_VERB.match(text, end)
