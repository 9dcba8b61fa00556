"""Numbers of a call: which field they are of, read back as they are written, and closed by it."""

from __future__ import annotations

from time import process_time

import pytest

from nlu.calls import understand_call
from nlu.parse import parse
from nlu.phones import without_extension
from nlu.transcripts import read

STORIES: dict[str, tuple[str, dict[str, str]]] = {
    "slashes that the agent writes": (
        "Agent: Serial number?\nCaller: S, P, S, A, stroke\nAgent: stroke, yes\nCaller: two zero two one, stroke, triple zero, one eight\nAgent: SPSA/2021/00018.\nCaller: Correct.",
        {"serial_number": "SPSA/2021/00018"},
    ),
    "a house number is no serial number once that is read back": (
        "Agent: The serial?\nCaller: B, S, nine seven oh, four four two\nAgent: BS970442. And where?\nCaller: 1166 240th Avenue, Hays.\nAgent: 1166 240th Avenue, Hays.",
        {"serial_number": "BS970442"},
    ),
    "nor a part of the phone": (
        "Agent: Number?\nCaller: 409, eight three oh, six six one two.\nAgent: 409 830 6612. And you're at 700 Pier Road?\nCaller: Seven hundred's the office. It's 715 Pier Road, Salem.",
        {"phone": "4098306612"},
    ),
    "the model, and then the serial": (
        "Agent: What's on the plates?\nCaller: One says PX200, that's the model.\nAgent: And the serial number?\nCaller: 55 dash 8 8 1 2 3.\nAgent: So PX200 is the model and 55-88123 the serial.",
        {"model": "PX200", "serial_number": "55-88123"},
    ),
    "the agent says that it was the model": (
        "客服：机身编号念一下。\n客户：XD，四八，横杠C。\n客服：XD48-C，是型号。下面一行呢？\n客户：五七零，幺幺三，G。\n客服：570113G。\n客户：对。",
        {"model": "XD48-C", "serial_number": "570113G"},
    ),
    "two that are asked at once": (
        "客服：麻烦报一下SN，还有屏幕上的提示。\n客户：SN，九九三，零七，L，四二零。提示是错误五零二幺。\n客服：99307L420，5021。",
        {"serial_number": "99307L420", "error_code": "5021"},
    ),
    "either-or stands for nothing": (
        "Agent: The model?\nCaller: C P three hundred\nAgent: Is that CP300 or CP300H?\nCaller: It's got an H. CP300H.",
        {"model": "CP300H"},
    ),
    "the last of two that are read back is the one refused": (
        "客服：手机号？\n客户：幺三三，二幺二二，四零六七。\n客服：13321224067，登记的机号是ONA5530197，对吗？\n客户：不对！五五三零，九七幺！\n客服：ONA5530971。",
        {"phone": "13321224067", "serial_number": "ONA5530971"},
    ),
    "letters that the read-back leaves out": (
        "客服：屏上有报警吗？\n客户：有，写着A，一一八。\n客服：好的，记一一八。电话呢？\n客户：幺三七二八九零五五六二。",
        {"error_code": "A118"},
    ),
    "an extension": (
        "Agent: Callback?\nCaller: Four four oh, two eight eight, nineteen oh six. Extension 22.",
        {"phone": "4402881906 ext 22"},
    ),
    "an extension that nobody should dial": (
        "客服：手机？\n客户：幺三八幺六六幺四零七七。\n客服：13816614077。\n客户：对。分机是六幺零九，不过我不在座位，打手机。",
        {"phone": "13816614077"},
    ),
    "a model with a name": (
        "Agent: Which model do you have?\nCaller: The AquaLine 40. No, the 60. AquaLine 60.",
        {"model": "AquaLine 60"},
    ),
    "how long, reckoned by the agent": (
        "客服：停了多久了？\n客户：昨晚十点停的，现在早上六点，你算算。\n客服：八个小时。\n客户：对。",
        {"duration": "480"},
    ),
    "added up": (
        "Agent: How many have you got?\nCaller: Five. No, four. And one bath lift, does that count?\nAgent: It does. So five in all.",
        {"affected_count": "5"},
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_what_the_numbers_are(name: str) -> None:
    call, wanted = STORIES[name]
    facts = {f.field: f.value for f in understand_call(read(call).turns, parse).facts}
    assert {f: facts.get(f) for f in wanted} == wanted


def _level(call: str) -> int | None:
    severity = understand_call(read(call).turns, parse).understanding.severity
    return severity.level if severity is not None else None


def test_numbers_that_are_read_out_tell_of_no_danger() -> None:
    call = (
        "Caller: The number two chiller tripped again, chiller one carries the food court alone.\n"
        "Agent: Chiller one is still running?\nCaller: Full load, yes.\n"
        "Agent: Serial number?\nCaller: Wait ah, L, C, W, dash, nine zero\nAgent: LCW-90,\nCaller: zero two, slash, H."
    )
    assert _level(call) == 2
    assert understand_call(read(call).turns, parse).understanding.danger == ()


def test_a_danger_that_one_turn_tells_counts_however_long_the_call() -> None:
    call = (
        "Agent: Hello.\nCaller: I can smell gas in the boiler cupboard.\nAgent: Serial number?\nCaller: four four one, zero nine\n"
        "Agent: 44109. Does it still work?\nCaller: Yes, it works."
    )
    assert _level(call) == 1


def test_what_the_caller_begins_with_is_what_an_unclear_call_is_about() -> None:
    call = (
        "Agent: 您好。\nCaller: 喂，你们是不是约了明天一个师傅来我家，别来了。\nAgent: 好的，帮您取消。报一下手机号。\n"
        "Caller: 幺三九，零四幺幺，零二零九。我看看我那个单子。"
    )
    assert understand_call(read(call).turns, parse).understanding.intent.name == "cancel_visit"


@pytest.mark.parametrize(
    "said",
    ["7" * 7900, "1 1 1 " * 1300 + "x", "对吗" * 3900 + "x", "A road, " * 900, "Ann " * 1900, "A-1-" * 1900],
)
def test_a_turn_that_is_all_one_thing_takes_no_time(said: str) -> None:
    call = read(
        f"Agent: Your name, address and serial number?\nCaller: {said}\nAgent: {said}\nCaller: no {said}"
    )
    began = process_time()
    understand_call(call.turns, parse)
    assert process_time() - began < 4


def test_the_number_that_is_dialled_has_no_extension() -> None:
    assert without_extension("4402881906 ext 22") == ("4402881906", "22")
    assert without_extension("4402881906") == ("4402881906", "")
