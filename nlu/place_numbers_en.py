"""Numbers of houses, doors and streets as they are said in English, in figures: "thirteen-oh-eight", "thirty-one bar four",
"twenty-three B", "double one"; and post codes that are spelled out."""

from __future__ import annotations

import re

from nlu.patterns import regex

_ONES = {
    w: i
    for i, w in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
    )
} | {"oh": 0, "nought": 0}  # fmt: skip
_TENS = {
    w: i * 10
    for i, w in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)
}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000}
_SIGNS = {"bar": "/", "slash": "/", "stroke": "/", "oblique": "/", "dash": "-", "hyphen": "-"}
SPOKEN_NUMBER = "|".join([*_ONES, *_TENS, *_TIMES])
_WORD = "|".join([*_ONES, *_TENS, *_TIMES, *_SCALES, *_ORDINALS])
#: A stretch of such words, with figures and signs between them.
_STRETCH = regex(
    rf"(?<![\w'’])(?:{_WORD}|a hundred|\d{{1,5}}(?= (?:bar|slash|stroke|oblique|dash|hyphen|hundred) ))"
    rf"(?:(?:[ -]|  |,? and )(?:{_WORD})\b| (?:bar|slash|stroke|oblique|dash|hyphen) (?:(?:{_WORD})\b|\d{{1,4}})){{0,11}}+(?![\w’']|-(?!(?:{_WORD})\b))",
    re.I,
)
_TOKEN = regex(r"[a-z]+|\d+", re.I)
_LETTER = regex(r"(\d)[ -]([A-H])(?=$|[ ,.;!?])(?! (?:Street|Road|Avenue|and E\b))")
_THE_ONE = regex(
    r"\b(?:the|that|this|which|other|right|wrong|second|first|floor|flat|house|door|end|corner|green|blue|red|white|yellow|old|new|big|small|top|bottom|last|next|only|[A-Z]\w+) $"
)  # "the Stockport one"


def figures(text: str) -> str:
    """The text with numbers in figures; small ordinals stay as they are said."""
    made = _STRETCH.sub(
        lambda m: m[0] if m[0] == "one" and _THE_ONE.search(text, 0, m.start()) else _written(m), text
    )
    return _LETTER.sub(lambda m: m[1] + m[2], made)


def _written(m: re.Match[str]) -> str:
    said = m[0]
    words = [w.lower() for w in _TOKEN.findall(said)]
    if len(words) == 1 and (words[0] in _ORDINALS or words[0] in _TIMES or words[0] in _SCALES):
        number = _ORDINALS.get(words[0], 0)
        return said if number <= 12 else ordinal(number)
    value = number_of(words) if words != ["oh"] else None
    return said if value is None else value


def ordinal(number: int) -> str:
    """15th, 22nd."""
    tail = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def number_of(words: list[str]) -> str | None:
    """What number words say one after the other: thirty-four oh nine is 3409, two hundred and eleven 211."""
    chunks: list[str] = []  # what stands side by side in the end
    open_for = 0  # the last chunk may still grow by less than this: twenty and one, two hundred and eleven
    times, last = 1, ""
    if any(w in _ORDINALS for w in words[:-1]):
        return None
    for w in words:
        if w == "and" or w == "a":
            continue
        if w in _TIMES:
            times, open_for = _TIMES[w], 0
        elif w in _SIGNS:
            chunks.append(_SIGNS[w])
            open_for = 0
        elif w in _SCALES:
            scale = _SCALES[w]
            if chunks and chunks[-1].isdigit() and int(chunks[-1]) < scale:
                chunks[-1] = str(int(chunks[-1]) * scale)
            else:
                chunks.append(str(scale))
            open_for = scale
        else:
            value = int(w) if w.isdigit() else _ONES.get(w, _TENS.get(w, _ORDINALS.get(w, -1)))
            if value < 0:
                return None
            open_for = _said(chunks, value, open_for, times, figures_said=w.isdigit() or w == "oh")
            times, last = 1, w
    if last in _ORDINALS and chunks:
        whole = "".join(chunks)
        return ordinal(int(whole)) if whole.isdigit() else None
    return "".join(chunks) or None


def _said(chunks: list[str], value: int, open_for: int, times: int, *, figures_said: bool) -> int:
    """One more number beside those that stand there; below what the last of them may still grow."""
    joins = chunks and 0 < value < open_for and not figures_said and times == 1
    if joins:
        chunks[-1] = str(int(chunks[-1]) + value)
    else:
        chunks.append(str(value) * times)
    if value in _TENS.values() and times == 1 and not figures_said:
        return 10
    return 0


# -- post codes ------------------------------------------------------------------------------------------------

#: As they are written, in one piece: the United Kingdom, Canada, Ireland.
UK = r"[A-Z]{1,2}\d[\dA-Z]? ?\d[ABD-HJLNP-UW-Z]{2}"
CANADA = r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d"
IRELAND = r"(?:[AC-FHKNPRTV-Y]\d\d|D6W) ?(?=[A-Z]{0,3}\d)(?=\d{0,3}[A-Z])[\dAC-FHKNPRTV-Y]{4}"
LETTERED = regex(rf"(?<![\w-])(?:{CANADA}|{IRELAND}|{UK})(?![\w-])")
#: No British code begins so: C02 8JF is Colchester's CO2 8JF.
_NOUGHT = regex(r"(?<=^[CPSY])0(?=\d[\dA-Z]?\d[A-Z]{2}$)")
_UK, _CANADA, _IRELAND = regex(UK), regex(CANADA), regex(IRELAND)


def spaced(code: str) -> str:
    """A post code as one writes it: LS6 3PN, T12 X4N2."""
    bare = _NOUGHT.sub("O", code.replace(" ", "").upper())
    if _CANADA.fullmatch(bare) or (_IRELAND.fullmatch(bare) and not _UK.fullmatch(bare)):
        return f"{bare[:3]} {bare[3:]}"
    return f"{bare[:-3]} {bare[-3:]}" if _UK.fullmatch(bare) else bare


def lettered(spelled: str) -> str | None:
    """The post code that some spelled signs are, if they are one."""
    bare = spelled.replace("-", "").replace(" ", "").upper()
    whole = any(p.fullmatch(bare) for p in (_UK, _CANADA, _IRELAND))
    return spaced(bare) if whole else None
