"""Numbers that are dictated in a call: in pieces over several turns, read back, refused and corrected.

The caller's last word counts, and the agent's read-back counts unless the caller refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nlu.asking import ASKS, FIELDS, NO, YES, refuses
from nlu.confirmed import settle
from nlu.entities import by_rules
from nlu.mending import MENDS, REFUSED, TAIL, aligned, pair
from nlu.model_names import named as named_models
from nlu.normalise import Normal, normalise
from nlu.patterns import regex
from nlu.read_backs import read_back
from nlu.slots import Heard, State, whole
from nlu.spelling import Run, runs
from nlu.transcripts import Turn
from nlu.understanding import Entity, Understanding
from nlu.written_numbers import CALLED, literals, said_of, says_model

_MORE = regex(r"还有|没(?:念|说|报)?完|后面还|不止|\bmore\b|\bnot all\b|\bgoes on\b")
_SHOWS = regex(
    r"显示|代码|故障码|报[了着个警错]?|屏|面板|\b(?:display|screen|panel|shows?|showing|says?|codes?|errors?|flash\w*)\b"
)
#: Yes, and another one all the same.
_RATHER = regex(
    r"不过|但是?|改|换|还是|另外|最好|\b(?:but|rather|instead|actually|better|though|use|change)\b"
)
_PHONE_BEHIND_A_NAME = regex(r"(?:[A-Z]{3,}-?)?(0\d{7,11}|1[3-9]\d{9})")
_EXTENSION = regex(r"\bextension\b|\bext\b\.?|分机|(?<![旋运])转(?=[\d零一幺二两三四五六七八九])")
_STREET_SO_CALLED = regex(r"\b[A-Z][a-z]+ Extension\b")
_EXTENSION_SAID = regex(r"\d{3}[,，. ]{0,2}(?:[Ee]xt(?:ension|\.)?|分机|转(?:分机)?) ?(\d{1,6})(?!\d)")
_INSTEAD_OF_IT = regex(r"打手机|打我手机|\b(?:call|ring|use) (?:my|his|her) (?:mobile|cell|handphone)")
_SPOKEN = regex(r"[a-z]{2,}|^[^\d]+$")
#: 再看看，八八零幺三，没错.
_AGREES_AFTER = regex(r"[,，。 ](?:没错|对的|是对的|对上了|that'?s (?:it|right|correct)|correct)[.。!！]*$")
_PAPERS = regex(
    r"(?:防爆证|合同|工单|订单|保单|发票|单据|快递|运单|许可证|身份证|会员|工|单|證)(?:编|序)?[号號码](?:是|为|就是|:|：)?[,，\s]*[A-Z\d零一幺二两三四五六七八九点杠]{0,16}[,，\s]*$"
    r"|\b(?:post(?:al)? ?code|zip(?: code)?|pin ?code|invoice|order|ticket|case|job|quote|contract|licen[cs]e|reference|booking|policy|account|receipt|permit|tracking|p\.?o\.?)(?: number| no\.?| ref)?(?:'s| is)?[ ,:]*$",
    re.IGNORECASE,
)
_OF_PLACE = regex(r"\b(?:block|blk|level|floor|flat|room|apartment|suite|plot) $")
_POST_CODE = regex(r"\b(?:post(?:al)? ?code|zip(?: code)?|pin ?code)\b", re.I)
_ON_PLATE = regex(
    r"(?:序列号|编号|铭牌|\b[Ss]erial|\b[Pp]late)(?: number)?(?:'s| is| says|上?是|上写的?)?[ ,，:：A-Z]*$"
)
_DOUBT = regex(r"[?？…!！]|还是|等|看看|\b(?:hang on|wait|sorry|again|let me)\b|\.\.\.")
_PHONE_LIKE = regex(r"\+?\d{7,15}")
_MODEL = regex(r"(?<![a-z0-9])[a-z]{1,6}[a-z0-9\-]*\d[a-z0-9\-]*(?: (?:pro|plus|max|mini|lite)\b)?")


def dictated(turns: Sequence[Turn], parsed: Sequence[Understanding]) -> list[Heard]:
    """Every value of a number field in the order in which the call states it."""
    state, heard = State(), list[Heard]()
    for i, turn in enumerate(turns):
        n = normalise(turn.text)
        spelled = [r for r in runs(n.text, least=1) if not _article(n.text, r)]
        named = _named(n, parsed[i], state.asked)
        if turn.speaker == "agent" and _is_another(turn.text, i, heard, state):
            continue
        if turn.speaker == "agent":
            refused = i + 1 < len(turns) and turns[i + 1].speaker != "agent" and refuses(turns[i + 1].text)
            heard += read_back(n, i, spelled, named, state, refused=refused)
        else:
            others = [e for e in parsed[i].entities if e.entity not in FIELDS or e.entity in named]
            heard += _caller(n, i, spelled, named, state, others)
    heard = settle(turns, heard)
    return [*heard, *_extension(turns, heard), *named_models(turns, heard)]


def _is_another(text: str, i: int, heard: list[Heard], state: State) -> bool:
    """Whether an agent says that a number is the model and not what was asked, which it goes on asking for."""
    last = heard[-1] if heard else None
    if not says_model(text) or last is None or (last.turn, last.field) != (i - 1, "serial_number"):
        return False
    heard[-1] = replace(last, field="model")
    state.own["model"] = state.own.pop("serial_number", last.value)
    state.asked, state.slots = "serial_number", ["serial_number"]
    return True


def _extension(turns: Sequence[Turn], heard: Sequence[Heard]) -> list[Heard]:
    """The phone with the extension that the caller tells, as the last word on it: "Extension 22"."""
    phones = [h for h in heard if h.field == "phone"]
    if not phones:
        return []
    for i, turn in enumerate(turns):
        text = normalise(turn.text).text
        asked_for = (
            i > 0 and turns[i - 1].speaker == "agent" and _EXTENSION.search(normalise(turns[i - 1].text).text)
        )
        named = _EXTENSION.search(text)
        if turn.speaker == "agent":
            if (told := _extension_read_back(turns, i)) is not None:
                return [Heard("phone", f"{phones[-1].value} ext {told[1]}", i, *told.span(1))]
            continue
        if (
            _STREET_SO_CALLED.search(turn.text)
            or not (named or asked_for)
            or _INSTEAD_OF_IT.search(text)
            or refuses(text)
        ):
            continue
        start = named.end() if named else 0
        stop = re.compile(r"[.。]").search(text, start + 1)
        spelled = runs(text, start, stop.start() if stop else None, least=1)
        run = next((r for r in spelled if len(r.value) <= 6), None)
        if run is not None and run.value.isdigit() and (not named or run.start - named.end() <= 12):
            a, b = normalise(turn.text).original(run.start, run.end)
            return [Heard("phone", f"{phones[-1].value} ext {run.value}", i, a, b)]
    return []


def _extension_read_back(turns: Sequence[Turn], i: int) -> re.Match[str] | None:
    """The extension that an agent says after the caller: "and I'm on two two one" — "extension 221"."""
    told = _EXTENSION_SAID.search(turns[i].text)
    before = turns[i - 1] if i else turns[i]
    if told is None or before.speaker == "agent" or refuses(turns[i + 1].text if i + 1 < len(turns) else ""):
        return None
    return (
        told if any(r.value.endswith(told[1]) for r in runs(normalise(before.text).text, least=1)) else None
    )


def _named(n: Normal, u: Understanding, wanted: str | None) -> dict[str, Entity]:
    """The numbers that a turn names, as rules find them, for the tagger knows messages, and no pieces of numbers; from it
    comes only what the agent has asked for: eight digits after "your phone?" are no plate."""
    known = by_rules(n) if u.named is None else u.named
    named = {e.entity: e for e in known if e.entity in FIELDS and not _of_papers(n.raw, e)}
    heard = {e.entity: e for e in u.entities if e.entity == wanted and e.entity in FIELDS}
    named = {f: e for f, e in heard.items() if not _of_papers(n.raw, e)} | named
    code = named.get("error_code")
    if (
        code is not None
        and wanted in ("serial_number", "phone")
        and (code.value[:1].isdigit() or _SPOKEN.search(code.text))
    ):
        del named["error_code"]
    elif code is not None and wanted == "model" and "model" not in named and not _SHOWS.search(n.text):
        named["model"] = replace(named.pop("error_code"), entity="model", text=code.value)
    plate = named.get("serial_number")
    if (
        plate is not None
        and wanted == "phone"
        and "phone" not in named
        and _PHONE_LIKE.fullmatch(plate.value)
    ):
        named["phone"] = replace(named.pop("serial_number"), entity="phone")
    return named


def _of_papers(raw: str, e: Entity) -> bool:
    """Whether a number is said to be of a paper or of somebody: 工单号SH1017, "the invoice number is …"."""
    if e.entity == "error_code" and _POST_CODE.search(raw, max(0, e.start - 12), e.end):
        return True
    return e.entity == "serial_number" and bool(_PAPERS.search(raw, max(0, e.start - 40), e.start))


def _of_else(text: str, run: Run) -> bool:
    """Whether a number is said to be of a paper, of a post code, of a door."""
    if run.value.isdigit() and _OF_PLACE.search(text, max(0, run.start - 12), run.start):
        return True
    return bool(_PAPERS.search(text, max(0, run.start - 40), run.start))


def _article(text: str, run: Run) -> bool:
    """ "a" and "I" are words where another word follows."""
    return run.value in ("A", "I") and bool(re.match(r" [a-z]{2}", text[run.end : run.end + 3]))


def _belongs(n: Normal, run: Run, name: str, others: Sequence[Entity]) -> bool:
    """Whether digits are part of something else that the turn says: a phone, a house number, a time."""
    start, end = n.original(run.start, run.end)
    return any(e.entity != name and e.start < end and start < e.end for e in others)


def _caller(
    n: Normal,
    i: int,
    spelled: Sequence[Run],
    named: Mapping[str, Entity],
    state: State,
    others: Sequence[Entity] = (),
) -> list[Heard]:
    spelled = [r for r in spelled if not _of_else(n.text, r)]
    name = _again_of(spelled, state) or _dictated_now(n, state)
    state.said = [r.value for r in spelled]
    state.shown = bool(_SHOWS.search(n.text))
    spelled, heard = _labels(n, i, spelled, named, state)
    answers = state.asked not in (None, *FIELDS) and not NO.search(n.text)  # letters of a name, a post code
    if answers:
        name = None
        unasked = ("serial_number", "error_code", "model") if state.asked == "address" else ("error_code",)
        shows = _SHOWS.search(n.text)  # a code that is told with what shows it
        named = {f: e for f, e in named.items() if f not in unasked or (f == "error_code" and shows)}
    named = {f: e for f, e in named.items() if f not in state.closed or f == state.asked or _labelled(n, e)}
    agrees = (
        (YES.search(n.text) or _AGREES_AFTER.search(n.text))
        and not NO.search(n.text)
        and not _RATHER.search(n.text)
    )
    another = name == "phone" and name in named and len(named[name].value) >= 8  # no stray number
    if name in named and name in state.read and agrees and not another:
        named = {f: e for f, e in named.items() if f != name}  # "Yes. And there's a tag, M O H 3 3 9 8"
    if name is not None and whole(name, state.own.get(name, "")):
        spelled = [r for r in spelled if not _belongs(n, r, name, others)]
    for other, e in named.items():
        if (
            other == name
            or name is None
            or _plate_of(n, e)
            or (other in ("phone", "error_code") and whole(other, e.value))
        ):
            state.own[other] = e.value
            heard.append(Heard(other, e.text if other == "model" else e.value, i, e.start, e.end))
    if name in named or name is None or name not in FIELDS:
        state.read = {}
        return heard if named and name != "model" else _plain(n, i, name, heard)
    value = _answer(name, n.text, spelled, state)
    if value:
        state.own[name] = value
        if whole(name, value) or (name == "error_code" and len(value) >= 2):
            start = spelled[0].start if spelled else 0
            a, b = n.original(start, spelled[-1].end if spelled else len(n.text))
            heard.append(Heard(name, value, i, a, b))
    state.read = {}
    return _plain(n, i, name, heard)


def _dictated_now(n: Normal, state: State) -> str | None:
    """The field that the caller's numbers are of, if nothing names another."""
    slots = [f for f in state.slots if f not in state.closed]
    named = [f for f in slots if ASKS[f].search(n.text)]
    if len(slots) > 1 and named:
        state.slots, state.asked = [named[0], *(f for f in slots if f != named[0])], named[0]
    slot = slots[0] if len(state.slots) > 1 and slots else state.asked
    refused = bool(NO.search(n.text))
    if slot in state.closed and not refused and not _MORE.search(n.text):
        return None
    name = slot if slot in FIELDS else next(iter(state.read), None)
    goes_on = slot in FIELDS and slot not in state.read and not refused
    if state.read and not goes_on:
        name = next((f for f in state.read if f in ("phone", "serial_number")), name)
        if name in state.closed and not refused:
            return None
    return name


def _again_of(spelled: Sequence[Run], state: State) -> str | None:
    """Of several numbers that were read back the one that the caller says again: "SN2014. And that's the N-54?" — "N-54"."""
    if len(state.read) < 2 or not spelled:
        return None
    first = spelled[0].bare
    return next(
        (f for f, v in state.read.items() if len(first) > 1 and v.replace("-", "").startswith(first)), None
    )


def _labels(
    n: Normal, i: int, spelled: Sequence[Run], named: Mapping[str, Entity], state: State
) -> tuple[list[Run], list[Heard]]:
    """Numbers of which the caller says what they are ("CHW-300, that is the model"), and those that are left."""
    left, heard = [], []
    for run in spelled:
        name = said_of(n.text, run.start, run.end) if len(run.bare) > 1 else None
        phone = _PHONE_BEHIND_A_NAME.fullmatch(run.value) if state.asked == "contact_name" else None
        if phone is not None:
            a, b = n.original(run.start, run.end)
            heard.append(Heard("phone", phone[1], i, a, b))
            state.own["phone"] = phone[1]
        elif run.digits and (
            name == "model" or (name == "serial_number" and (len(state.slots) > 1 or whole(name, run.value)))
        ):
            a, b = n.original(run.start, run.end)
            heard.append(Heard(name, run.value, i, a, b))
            state.own[name] = run.value
        elif name != "":
            left.append(run)
    for x in literals(n.raw):
        own = state.own.get("model")
        if own and x.bare.startswith(own.replace("-", "")) and len(x.bare) > len(own):
            heard.append(Heard("model", x.value, i, x.start, x.end))
            state.own["model"] = x.value
    return left, heard


def _labelled(n: Normal, e: Entity) -> bool:
    """Whether a number is named as what it is: "the serial is …"."""
    return bool(ASKS[e.entity].search(n.text))


def _plate_of(n: Normal, e: Entity) -> bool:
    """Whether a serial number is told as what stands on the plate, whatever was asked: "nacelle plate's NW two zero …"."""
    return e.entity == "serial_number" and bool(_ON_PLATE.search(n.raw, max(0, e.start - 24), e.start))


def _plain(n: Normal, i: int, name: str | None, heard: list[Heard]) -> list[Heard]:
    """A model is said as it is written: "V8 Pro"."""
    called = (
        max(reversed([*CALLED.finditer(n.raw)]), key=lambda m: len(m[0]), default=None)
        if name == "model"
        else None
    )
    if called is not None:
        return [*(h for h in heard if h.field != "model"), Heard("model", called[0], i, *called.span())]
    if name == "model" and (m := _MODEL.search(n.text)) is not None:
        a, b = n.original(*m.span())
        longer = (x for x in literals(n.raw) if x.start <= a and x.end > b)
        if (x := next(longer, None)) is not None:  # "LX9 dash 65"
            return [*(h for h in heard if h.field != "model"), Heard("model", x.value, i, x.start, x.end)]
        return [*(h for h in heard if h.field != "model"), Heard("model", n.raw[a:b], i, a, b)]
    return heard


_QUANTITY = regex(r" ?(?:[度%℃分秒小天年个台]|degrees|minutes|hours|days|units)")


def _answer(name: str, text: str, spelled: Sequence[Run], state: State) -> str | None:
    """What the caller's number is after this turn, or None where the turn says nothing of it."""
    spelled = [r for r in spelled if not _QUANTITY.match(text, r.end)]
    if not spelled and pair(text) is None:
        return None
    own, read = state.own.get(name, ""), state.read.get(name)
    refuses = bool(NO.search(text)) and not _MORE.search(text)
    if name == "phone" and len(own) >= 10 and not refuses and sum(len(r.value) for r in spelled) < 3:
        return None
    led = spelled[0].led if spelled and own and name == "serial_number" else ""
    if read is not None and not YES.search(text) and not _AGREES_AFTER.search(text):
        echo = read.replace("-", "") == own.replace("-", "")
        if not echo or refuses:
            return _corrected(name, text, spelled, own, read)
        digits = name in ("phone", "serial_number") and all(r.value.isdigit() and not r.led for r in spelled)
        if digits and whole(name, own) and not _MORE.search(text) and sum(len(r.value) for r in spelled) < 3:
            return None  # read back as it was said: "27" is a house, "one" a word
    if read is not None and (YES.search(text) or _AGREES_AFTER.search(text)):
        return None
    said = _joined(text, spelled)
    if name == "error_code":
        return _code(text, spelled)
    if len(said) >= 5 and own.endswith(said):
        return own
    if not own or said.startswith(own) or (name == "phone" and len(said) >= 10):
        return said
    if refuses:
        return _corrected(name, text, spelled, own, own)
    return own + led + said if len(own) + len(said) <= (13 if name == "phone" else 30) else said


def _code(text: str, spelled: Sequence[Run]) -> str | None:
    """The code of a turn: the last number, but of "O C, dash, 16. There's eighteen of them." the one with letters."""
    last = spelled[-1]
    mixed = (r for r in reversed(spelled) if r.digits and not r.bare.isdigit())
    run = next(mixed, last) if last.value.isdigit() and len(last.value) > 1 else last
    letter = run.value[:1] == "0" and run.value[1:2].isalpha() and text[run.start : run.start + 2] == "o "
    return ("O" + run.value[1:] if letter else run.value) if len(run.value) > 1 else None


def _joined(text: str, spelled: Sequence[Run]) -> str:
    """The pieces of one turn; "six five, sorry six four" mends its own end."""
    value, last = "", 0
    for run in spelled:
        between = text[last : run.start]
        if value and MENDS.search(between) and len(run.value) < len(value):
            value = value[: -len(run.value)] + run.value
        elif (len(run.value) > len(value) and run.value.startswith(value)) or _begins_anew(
            value, run.value, between
        ):
            value = run.value
        else:
            value += run.value
        last = run.end
    return value


def _begins_anew(value: str, said: str, between: str) -> bool:
    """Whether a number is begun again behind a doubt: "SJ 5G, is that a 5 or an S? SJ 5G 8 8"."""
    return (
        value[:2].isalpha() and len(value) > 2 and said.startswith(value[:2]) and bool(_DOUBT.search(between))
    )


def _corrected(name: str, text: str, spelled: Sequence[Run], own: str, read: str) -> str | None:
    swapped = pair(text)
    if swapped is not None:
        old, new = swapped
        at = read.rfind(old)
        if at >= 0 and old != new:
            return own if _differs_by(own, read, new) else read[:at] + new + read[at + 1 :]
    long = [
        r
        for r in spelled
        if len(r.bare) >= 2
        and (len(set(r.bare)) > 1 or r.bare.isdigit())
        and not REFUSED.search(text, 0, r.start)
    ]
    if long:
        run = long[-1]
        if len(run.bare) >= len(read.replace("-", "")) - 1 or (name == "phone" and len(run.value) >= 10):
            return run.value
        return aligned(read if len(read) >= len(own) else own, run.bare, tail=bool(TAIL.search(text)))
    if spelled and own and _differs_by(own, read, spelled[-1].value[-1]):
        return own
    if spelled and TAIL.search(text):
        return read[: -len(spelled[-1].value)] + spelled[-1].value
    return None


def _differs_by(own: str, read: str, char: str) -> bool:
    """Whether what the caller had said has ``char`` just where the read-back has something else."""
    a, b = own.replace("-", ""), read.replace("-", "")
    return bool(a) and any(x == char and x != y for x, y in zip(a, b, strict=False))
