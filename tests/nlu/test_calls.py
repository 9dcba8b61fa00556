"""Whole calls: who said what, and what stands at the end."""

from __future__ import annotations

from nlu.calls import CallUnderstanding, understand_call
from nlu.parse import parse
from nlu.transcripts import read
from nlu.understanding import Understanding


def _understood(text: str) -> CallUnderstanding:
    return understand_call(read(text).turns, parse)


def _fields(call: CallUnderstanding) -> dict[str, tuple[str, int]]:
    return {f.field: (f.value, f.line) for f in call.facts}


HEATER = """\
客服：您好，售后热线，请问有什么可以帮您？
客户：我家热水器不出热水了
客服：请问有冒烟或者漏电吗？
客户：没有没有，就是没热水
客服：序列号是多少？
客户：SN20231201778
客服：SN20231201778，对吗？
客户：不对，SN20231201779
客服：您贵姓？
客户：姓陈，陈建国
客服：电话呢？
客户：一三八零零幺三
八零零零
客服：地址？
客户：杭州市西湖区文三路199号5幢302室
客服：什么时间方便？
客户：明天下午，哦不，后天上午吧
"""


def test_a_heater_without_hot_water() -> None:
    call = _understood(HEATER)
    assert _fields(call) == {
        "serial_number": ("SN20231201779", 8),
        "contact_name": ("陈建国", 10),
        "phone": ("13800138000", 12),
        "address": ("杭州市西湖区文三路199号5幢302室", 15),
        "visit_time": ("后天上午", 17),
    }
    assert call.missing == ()


def test_it_is_critical_and_in_no_danger() -> None:
    u = _understood(HEATER).understanding
    assert u.intent.name == "report_fault"
    assert u.severity is not None
    assert u.severity.level == 1
    assert u.danger == ()


def test_what_was_corrected_is_told() -> None:
    (contradiction,) = _understood(HEATER).contradictions
    assert contradiction.field == "serial_number"
    assert [f.value for f in contradiction.said] == ["SN20231201778", "SN20231201779"]


def test_the_callers_yes_to_smoke_counts() -> None:
    call = _understood("Caller: The gripper has stopped.\nAgent: Is there any smoke?\nCaller: Yes, a bit.")
    assert any(e.reason == "danger.smoke" for e in call.understanding.danger)


def test_the_agents_question_alone_admits_nothing() -> None:
    call = _understood(
        "Caller: The gripper has stopped.\nAgent: Is there any smoke? Did somebody open the housing?\nCaller: No, nothing."
    )
    assert call.understanding.danger == ()
    assert call.understanding.exclusions == ()


def test_a_read_back_that_is_confirmed_counts() -> None:
    call = _understood(
        "Agent: Your phone number?\nCaller: oh double seven... hm\nAgent: So that is 07700 900123?\nCaller: Correct."
    )
    assert _fields(call)["phone"] == ("07700900123", 3)
    assert call.facts[0].speaker == "agent"


def test_a_read_back_that_is_denied_does_not_count() -> None:
    call = _understood(
        "Caller: It leaks.\nAgent: Your serial number is AB12345678?\nCaller: No, that's the old one."
    )
    assert "serial_number" not in _fields(call)


def test_another_end_of_the_number() -> None:
    call = _understood("客户：漏水了\n客服：电话是13800138000对吧？\n客户：不对，最后四位是八零零幺")
    assert _fields(call)["phone"] == ("13800138001", 3)
    call = _understood("Caller: AB12345678 leaks\nAgent: AB12345678?\nCaller: No, it ends in 779")
    assert _fields(call)["serial_number"][0] == "AB12345779"


def test_the_agents_own_name_is_not_the_contact() -> None:
    call = _understood("Agent: This is Lisa speaking.\nCaller: The heater leaks, my name is Ann Lee")
    assert _fields(call)["contact_name"] == ("Ann Lee", 2)


def test_what_is_missing_is_named() -> None:
    assert _understood("客户：热水器漏水").missing == ("serial_number", "contact_name", "phone", "address")


def test_every_quotation_stands_in_its_line() -> None:
    call = _understood(HEATER)
    said = {t.line: t.text for t in call.turns}
    for e in call.understanding.entities:
        assert e.line is not None
        assert said[e.line][e.start : e.end] == e.text
    for line, evidence in zip(call.evidence_lines, call.understanding.severity.evidence, strict=True):
        assert said[line][evidence.start : evidence.end] == evidence.text


def test_as_json() -> None:
    told = _understood(HEATER).json()
    assert told["severity"]["level"] == 1
    assert {e["entity"] for e in told["entities"]} >= {"phone", "address", "contact_name"}
    assert all(isinstance(e["line"], int) for e in told["entities"])


def test_what_follows_a_whole_serial_number_is_not_joined_to_it() -> None:
    call = _understood(
        "客服：请问您的设备序列号是多少？\n客户：DEMO-P3-0001\n客户：我姓王，王建国\n客户：幺三八零零幺三八零零零\n"
        "客服：好的，13800138000，对吗？\n客户：对\n客户：上海市徐汇区漕溪北路18号3楼"
    )
    facts = {f.field: f.value for f in call.facts}
    assert facts["serial_number"] == "DEMO-P3-0001"
    assert facts["phone"] == "13800138000"


def test_no_turn_is_parsed_twice() -> None:
    parsed: list[str] = []

    def counting(text: str) -> Understanding:
        parsed.append(text)
        return parse(text)

    understand_call(read(HEATER).turns, counting)
    assert len(parsed) == len(set(parsed))


def test_the_number_as_the_caller_puts_it_right_counts() -> None:
    for text, number in (
        ("客户：要五个灯泡\n客服：五个？\n客户：改八个吧，八个一盒", "8"),
        ("客户：四台打印机要装，啊不，加上仓库那台总共五台", "5"),
        ("客户：电梯关人了\n客服：里面有几位？\n客户：两个，不对，三个", "3"),
        ("客户：坏了两根桩\n客服：两根。\n客户：刚又坏一根，三根了", "3"),
        ("Caller: We bought five screens.\nAgent: Five?\nCaller: Actually, four. One is elsewhere.", "4"),
        ("Caller: Our tills are down.\nAgent: How many of them?\nCaller: Six... no, seven.", "7"),
    ):
        assert _fields(_understood(text))["affected_count"][0] == number, text


def test_the_length_that_answers_the_question_counts() -> None:
    for text, minutes in (
        ("客户：停电了\n客服：停了多久？\n客户：二十分钟，我看下表，三十五分钟", "35"),
        (
            "Caller: Tills down.\nAgent: Since when?\nCaller: Twenty minutes, no, more like forty minutes",
            "40",
        ),
        ("Caller: It is off.\nAgent: How long ago?\nCaller: An hour. No, an hour and a half.", "90"),
    ):
        assert _fields(_understood(text))["duration"][0] == minutes, text


def test_a_code_that_was_read_wrong_and_degrees_that_are_none() -> None:
    call = _understood("客户：显示H8\n客服：H8？\n客户：看清楚了是H3")
    assert _fields(call)["error_code"][0] == "H3"
    call = _understood("客服：报什么码？\n客户：是E19\n客服：还制冷吗？\n客户：开十八度屋里二十七八度")
    assert _fields(call)["error_code"][0] == "E19"


def test_a_name_before_a_whole_sentence() -> None:
    call = _understood("Agent: May I have your name?\nCaller: Graham Pike. I don't want another ticket.")
    assert _fields(call)["contact_name"][0] == "Graham Pike"
    call = _understood("Agent: Who is the contact?\nCaller: Me, Moana Reid.")
    assert _fields(call)["contact_name"][0] == "Moana Reid"


def test_a_name_that_the_agent_asks_for_and_the_caller_confirms() -> None:
    call = _understood(
        "客服：您好，回访一下，请问您是戚蕴女士本人？\n客户：对，亲戚的戚，蕴藏的蕴。\n客服：谢谢。"
    )
    assert _fields(call)["contact_name"][0] == "戚蕴"


def test_an_answer_about_how_the_device_stands_tells_of_the_fault() -> None:
    call = _understood(
        "客服：您好。\n客户：还书机外壳有一条裂痕。\n客服：还书功能正常吗？\n客户：正常，书都收得进去。\n客服：您的大名？\n客户：江芷瑜，芷是草字头下面一个止。"
    )
    assert call.understanding.severity is not None
    assert (call.understanding.severity.level, call.understanding.danger) == (3, ())
