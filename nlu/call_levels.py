"""How grave a call is: which of its turns are about something else, which dangers are believed, and what it means that the
device still works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from nlu import danger
from nlu.asking import HUM, asked
from nlu.judgement import likely_danger
from nlu.normalise import normalise
from nlu.patterns import regex
from nlu.transcripts import Turn
from nlu.understanding import Understanding

SURE = 0.92  # a level 1 less likely than this is a level 2 where the caller says that it still works
#: How likely a danger that no plain word names must be in its own turn: in the one that the report begins with, in others,
#: and in one that answers for a name, a number or a place.  One turn of twenty is one in twenty that sounds like something.
FIRST, LATER, ANSWERING = 0.45, 0.65, 0.9
OPENING = 3  # turns of the caller that a call begins with
PLAINLY = 0.6  # how sure what is plainly down is at most
BESIDE = 4  # characters between a place and what belongs to it
Parse = Callable[[str], Understanding]

#: Signs that are read out, and an agent that says them after the caller.
_DICTATES = regex(
    r"(?:[零一幺二两三四五六七八九\d][,， ]{0,2}){4}|(?:(?<![a-z])(?:[a-z]|\d+|oh|zero|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|dash|slash)(?![a-z])[ ,.]{1,3}){4}"
)
_ECHO = regex(r"[^?？]{0,24}\d[^?？]{0,12}[?？]?|[^?？]{1,24}")
#: The agent asks whether it still works, and the caller says that it does.
_STILL_ASKED = regex(
    r"正常|能用|还能|能(?!不)|仲有|仲可以|还在?[走转跑]|有没有卡|影响|耽误|\b(?:still|okay|all right|usable|works?|working|running|carrying|play|cutting|picture|make|makes)\b"
)
_STILL_WORKS = regex(
    r"\s*(?:对|是的?|嗯|系|能|正常|可以|有|画面|部机有行|在转|还行|还在[走转跑]|不[卡影耽]|没(?:影响|耽误)|ja|yes(?: please)?|yeah|yep|oh yes|aye|full load|running|plays|parts are|harvestin\S*|works|she's still)(?![a-z])(?!.{0,12}(?:不了|不能用|don't|doesn't|nothing))"
)
#: The same said without being asked: 跑是能跑，就是…, "still scans great", "bike goes fine".
_ANYWAY = regex(
    r"(?P<does>[\u4e00-\u9fff])[是倒]?是?能(?P=does)|(?<![没不])照(?:样|常|旧)?[唱用打转跑印放]|不影响(?:使用|用|干|营)|没(?:影响|耽误)|\bstill (?!not )[a-z]+s? (?:fine|great|grand|perfectly|beautifully|okay|ok|all right|alright|well|good)\b|\b(?:goes|works|runs|plays|drives|heats|cools|prints|scans|cuts|rides|sews) (?:fine|great|grand|perfectly|beautifully|okay|ok|all right|alright|well|good)\b"
)


def dictates(text: str) -> bool:
    """Whether signs are read out in a turn."""
    return bool(_DICTATES.search(normalise(text).text))


def is_answer(turns: Sequence[Turn], i: int) -> bool:
    """Whether a turn answers a question for a name, a number, a place or a time, or goes on with a number or a name."""
    before = next((k for k in range(i - 1, -1, -1) if turns[k].speaker == "agent"), None)
    while before is not None and before > 0:
        text = normalise(turns[before].text).text
        if asked(text) is not None:
            return before == i - 1 or dictates(turns[i].text)
        if not (HUM.fullmatch(text) or _ECHO.fullmatch(turns[before].text)):
            return False
        before = next((k for k in range(before - 1, -1, -1) if turns[k].speaker == "agent"), None)
    return False


def believed(
    told: Understanding, turns: Sequence[Turn], starts: Sequence[tuple[int, int]], parse: Parse
) -> Understanding:
    """Without dangers that no plain word names and that hardly are any in the turn that they were heard in: many turns together
    sound like much.  Where the caller says that it still works, a level 1 that is not sure is a level 2."""
    works = _works(turns)
    doubt = told.calm is not None and (told.calm.level > 1 or works)
    real = tuple(
        d
        for d in told.danger
        if _stands_alone(turns, at := _turn(starts, d.start), d.reason, parse)
        and not (doubt and _doubtful(turns, at, first=at == starts[0][1], parse=parse))
    )
    severity = told.severity
    if severity is not None and told.danger and not real and told.calm is not None:
        severity = told.calm
    if severity is not None and severity.level == 1 and not real and severity.confidence < SURE and works:
        severity = replace(severity, level=2)
    if severity is not None and severity.level == 2 and not works and _plainly_down(turns, parse):
        severity = replace(severity, level=1, confidence=PLAINLY)
    return replace(told, danger=real, severity=severity)


def _turn(starts: Sequence[tuple[int, int]], at: int) -> int:
    """The turn in which something in the joined text stands."""
    return next((turn for start, turn in reversed(starts) if start <= at), 0)


def _plainly_down(turns: Sequence[Turn], parse: Parse) -> bool:
    """Whether the caller begins by saying in plain words that all of it has stopped, whatever is told around it later."""
    for turn in [t for t in turns if t.speaker != "agent"][:OPENING]:
        heard = parse(turn.text)
        named = heard.severity is not None and any(
            e.reason in ("whole_down", "service_interrupted") for e in heard.severity.evidence
        )
        if named and heard.intent.name == "report_fault" and heard.severity is not None:
            return heard.severity.level == 1 and heard.severity.confidence >= SURE
    return False


def _stands_alone(turns: Sequence[Turn], i: int, reason: str, parse: Parse) -> bool:
    text = turns[i].text
    return bool(danger.find(text)) or any(d.reason == reason for d in parse(text).danger)


def _doubtful(turns: Sequence[Turn], i: int, *, first: bool, parse: Parse) -> bool:
    """Whether a danger is only guessed, and not likely enough where it is told."""
    heard = parse(turns[i].text)
    if danger.find(turns[i].text) or heard.severity is None or heard.calm is None:
        return False
    placed = any(
        e.entity == "address" and d.start < e.end + BESIDE and e.start < d.end + BESIDE
        for e in heard.entities
        for d in heard.danger
    )
    limit = ANSWERING if placed or (not first and is_answer(turns, i)) else FIRST if first else LATER
    return likely_danger(heard.severity) < limit


def _works(turns: Sequence[Turn]) -> bool:
    """Whether the caller says that the device does its work all the same, asked by the agent or not."""
    said = [normalise(t.text).text for t in turns]
    return any(
        (before.speaker == "agent" and _STILL_ASKED.search(said[i - 1]) and _STILL_WORKS.match(said[i]))
        or _ANYWAY.search(said[i])
        for i, (before, turn) in enumerate(pairwise(turns), 1)
        if turn.speaker != "agent"
    )


__all__ = ["SURE", "believed", "dictates", "is_answer"]
