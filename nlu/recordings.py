"""What recorders and transcribers write: WebVTT, SRT, CSV, and the segments of Whisper, as lines with a speaker's label.

A line is ``(label, text, number)``; ``number`` is the line of the file in which the words stand (for segments, which one).
Of two speakers that are only numbered, the one who speaks as an agent does is the agent.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nlu.patterns import regex

Said = tuple[str, str, int]
MOST_CUES = 20_000
JOINED = 300  # characters; cues of one sentence are put together up to this
_VTT = regex(r"^\ufeff?WEBVTT(?:[ \t].*)?$")
_MOMENT = r"(?:\d{1,3}:)?[0-5]?\d:[0-5]\d[.,]\d{1,3}"
_TIMES = regex(rf"^\s*{_MOMENT}\s*-->\s*{_MOMENT}(?:\s.*)?$")
_VOICE = regex(r"^<v(?:\.[\w.]+)?\s+([^>]{1,60})>")
_TAG = regex(r"</?(?:v|c|i|b|u|ruby|rt|lang|font)\b[^>\n]{0,100}>|<[\d:.]{5,16}>|\{\\an?\d\}")
_LABELLED = regex(
    r"^\s*[\[【(（]?([^\s:：\[\]【】()（）][^:：\n]{0,30}?)[\]】)）]?\s*[:：]\s*(\S.*)$", re.DOTALL
)
_ENDS = regex(r"[。！？!?.…]\s*$")
_NUMBERED = regex(r"^(?:speaker|spk|channel|ch|说话人|发言人|讲话人|声道)[ _\-]*[\w]{1,3}$", re.IGNORECASE)
_GREETS = regex(
    r"(?:很高兴|竭诚)?为您服务|有什么(?:可以|能)(?:帮|为)您|这里是.{0,20}(?:客服|热线|售后|服务)|请问(?:您)?(?:贵姓|有什么)|客服.{0,6}工号|工号.{0,8}为您"
    r"|\bhow (?:can|may) i help\b|\bthank you for calling\b|\b(?:this is|you'?re through to|welcome to)\b.{0,40}\b(?:support|service|help ?desk|customer care|hotline)\b"
    r"|\bmay i have your\b",
    re.IGNORECASE,
)
#: What hardly anybody but an agent says; who says more of it is the agent where nobody greets as one.
_SERVES = regex(
    r"^(?:喂[，,]\s*)?(?:您好|你好)[，,!！]?\s*(?!你们|是|请问)[^，,。！!？?]{0,16}(?:热线|客服|客服中心|售后|服务|服务中心|服务部|售后部)[。！!]?$"
    r"|请问(?:您)?(?:怎么|如何)称呼|您的?(?:电话|地址|姓名|序列号|型号)(?:是|在)?(?:多少|哪里|什么|哪)"
    r"|[给帮为替](?:您|你)(?:这边)?(?:登记|安排|派|回电|回复|查一?下|记录|转接|预约)"
    r"|\b(?:can|could) i (?:get|take|have) your\b|\bwhat(?:'s| is) your (?:full )?(?:name|phone|number|address)\b"
    r"|\b(?:i|we)(?:'ll| will) (?:send|arrange|log|book|dispatch|call you back)\b|\bsorry to hear\b",
    re.IGNORECASE,
)
_COLUMNS = {
    "speaker": ("speaker", "role", "who", "party", "channel", "说话人", "角色", "发言人", "讲话人"),
    "text": ("text", "content", "transcript", "utterance", "words", "内容", "文本", "文字", "话术"),
    "call_id": ("call_id", "call id", "callid", "通话编号", "通话id", "录音编号"),
}  # fmt: skip


class Broken(ValueError):
    """What is wrong, and in which line."""


def is_vtt(text: str) -> bool:
    return bool(_VTT.match(text.split("\n", 1)[0].rstrip("\r")))


def is_srt(text: str) -> bool:
    """A number, and the times of a cue below it."""
    lines = [line.strip() for line in text[:2000].splitlines() if line.strip()][:2]
    return len(lines) == 2 and lines[0].isdecimal() and "-->" in lines[1]


def is_csv(text: str, name: str) -> bool:
    """By its name, or by a first line that names the columns of a transcript."""
    first = next((line for line in text[:4000].splitlines() if line.strip()), "")
    found = _heading(first)
    return name.lower().endswith((".csv", ".tsv")) or {"speaker", "text"} <= set(found)


def numbered(label: str) -> bool:
    """Whether a label only numbers the speaker ("SPEAKER_00")."""
    return bool(_NUMBERED.match(label.strip()))


# -- subtitles ------------------------------------------------------------------------------------


def subtitles(text: str) -> list[Said]:
    """The cues of a WebVTT or SRT file.  Raises :class:`Broken`."""
    said: list[Said] = []
    for block in _blocks(text.splitlines()):
        cue = _cue(block)
        if cue is None:
            continue
        said.append(cue)
        if len(said) > MOST_CUES:
            raise Broken(f"line {cue[2]}: more than {MOST_CUES} cues")
    return _joined(said)


def _blocks(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Lines with their numbers, parted at empty ones."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            block.append((number, line.strip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _cue(block: list[tuple[int, str]]) -> Said | None:
    number, first = block[0]
    if _VTT.match(first) or first.split(" ")[0] in ("NOTE", "STYLE", "REGION"):
        return None
    at = next((i for i, (_, line) in enumerate(block[:2]) if "-->" in line), None)
    if at is None:
        raise Broken(f"line {number}: no times of a cue here (00:01.000 --> 00:04.000): {first[:60]!r}")
    where, times = block[at]
    if not _TIMES.match(times):
        raise Broken(f"line {where}: the times of the cue cannot be read: {times[:60]!r}")
    body = block[at + 1 :]
    if any("-->" in line for _, line in body):
        raise Broken(f"line {body[0][0]}: an empty line is missing between two cues")
    if not body:
        return None
    whole = " ".join(line for _, line in body)
    voice = _VOICE.match(whole)
    plain = _TAG.sub("", whole).strip()
    if voice:
        return voice[1].strip(), plain, body[0][0]
    labelled = _LABELLED.match(plain)
    if labelled:
        return labelled[1].strip(), labelled[2].strip(), body[0][0]
    return "", plain, body[0][0]


def _joined(said: Sequence[Said]) -> list[Said]:
    """A sentence that goes on in the next cue of the same speaker is one line, where it began."""
    made: list[Said] = []
    for label, text, number in said:
        if made and label in ("", made[-1][0]) and not _ENDS.search(made[-1][1]):
            before = made[-1]
            if len(before[1]) + len(text) <= JOINED:
                gap = " " if before[1][-1:].isascii() or text[:1].isascii() else ""
                made[-1] = (before[0], f"{before[1]}{gap}{text}", before[2])
                continue
        made.append((label or (made[-1][0] if made else ""), text, number))
    return made


# -- tables ---------------------------------------------------------------------------------------


def table(text: str) -> tuple[str | None, list[Said]]:
    """The call's id and the lines of a CSV file.  Raises :class:`Broken`."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    columns = _heading(first)
    if "text" not in columns:
        raise Broken(
            f"line 1: no column for what is said; one is named {', '.join(_COLUMNS['text'][:3])} or 内容"
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    call_id: str | None = None
    said: list[Said] = []
    begins, head = 1, True
    try:
        for cells in reader:
            number, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if head:
                head = False
                continue
            found = {name: cells[i].strip() for name, i in columns.items() if i < len(cells)}
            if "text" not in found:
                raise Broken(f"line {number}: has {len(cells)} columns, the heading has more")
            given = found.get("call_id") or call_id
            if call_id is not None and given != call_id:
                raise Broken(f"line {number}: another call ({given!r}); one file is one call")
            call_id = given
            said.append((found.get("speaker", ""), found["text"], number))
    except csv.Error as error:
        raise Broken(f"line {reader.line_num or 1}: {error}") from None
    return call_id, said


def _delimiter(first: str) -> str:
    return max((",", ";", "\t"), key=first.count)


def _heading(first: str) -> dict[str, int]:
    cells = [cell.strip().strip('"').casefold() for cell in first.lstrip("\ufeff").split(_delimiter(first))]
    return {
        name: next(i for i, cell in enumerate(cells) if cell in words)
        for name, words in _COLUMNS.items()
        if any(cell in words for cell in cells)
    }


# -- segments -------------------------------------------------------------------------------------


def segments(given: Any) -> list[Said]:
    """The segments of Whisper's JSON, with the speakers that a diarising one adds.  Raises :class:`Broken`."""
    if not isinstance(given, list):
        raise Broken('"segments" must be a list of {"text", "speaker"}')
    if len(given) > MOST_CUES:
        raise Broken(f"has {len(given)} segments; at most {MOST_CUES} are allowed")
    said: list[Said] = []
    for number, segment in enumerate(given, 1):
        text = segment.get("text") if isinstance(segment, dict) else None
        if not isinstance(text, str):
            raise Broken(f'segment {number}: must be {{"text", ...}} with a text')
        who = segment.get("speaker", "")
        if not isinstance(who, str | int):
            raise Broken(f"segment {number}: speaker must be a string")
        labelled = _LABELLED.match(text.strip()) if who == "" else None
        if labelled:
            said.append((labelled[1].strip(), labelled[2].strip(), number))
        elif text.strip():
            said.append((str(who), text.strip(), number))
    return _joined(said)


# -- who is who -----------------------------------------------------------------------------------


def speakers(said: Sequence[Said], of_label: Callable[[str], str]) -> dict[str, str]:
    """Label -> agent, caller or unknown.  Labels that tell nothing are told apart by who greets or serves as an agent does."""
    labels = dict.fromkeys(label for label, _, _ in said)
    found = {label: "unknown" if numbered(label) else of_label(label) for label in labels}
    open_ones = [label for label, who in found.items() if who == "unknown" and label]
    known = {who for who in found.values() if who != "unknown"}
    if len(open_ones) == 1 and len(known) == 1:
        found[open_ones[0]] = "caller" if known == {"agent"} else "agent"
    elif len(open_ones) == 2 and not known:
        agent = _agent(said, open_ones)
        if agent is not None:
            found |= {label: "agent" if label == agent else "caller" for label in open_ones}
    return found


def _agent(said: Sequence[Said], labels: Sequence[str]) -> str | None:
    """Which of two speakers is the agent, if anything tells."""
    greets = next((label for label, text, _ in said if label in labels and _GREETS.search(text)), None)
    if greets is not None:
        return greets
    serves = Counter(label for label, text, _ in said if label in labels and _SERVES.search(text))
    first, second = (serves[label] for label in labels)
    return None if first == second else labels[0] if first > second else labels[1]
