"""Calls as people speak: what the agent reads back in another order, names of models, numbers of papers, levels of what still works."""

from __future__ import annotations

import pytest

from nlu.calls import CallUnderstanding, understand_call
from nlu.parse import parse
from nlu.transcripts import read


def _call(text: str) -> CallUnderstanding:
    return understand_call(read(text).turns, parse)


def _said(text: str) -> dict[str, str]:
    return {f.field: f.value for f in _call(text).facts}


PLACES = {
    "a town that is a sentence of its own": (
        "Agent: Where do you live?\nCaller: 14 Orchard Close. Banbury. My daughter will be in.\nAgent: Okay.\nCaller: Bye now.",
        "14 Orchard Close, Banbury",
    ),
    "nine is not nineteen": (
        "Agent: I've got you at 19 Lime Grove, Stroud.\nCaller: Nine. Just nine.\nAgent: 9 Lime Grove. Sorry about that.",
        "9 Lime Grove, Stroud",
    ),
    "a number in words before its street, and a town that the agent leaves out": (
        "Agent: Is that still 40 Elgin?\nCaller: No, we moved last spring. It's eleven eighty Marsh Road, Ottawa, Building C.\nAgent: 1180 Marsh Road, Building C.",
        "1180 Marsh Road, Ottawa, Building C",
    ),
    "all of it read back in the order in which one writes it": (
        "Agent: Which building is it in?\nCaller: The Ramsay Centre in Leeds. Level two, pod four, it's badge access.\nAgent: Pod 4, Level 2, Ramsay Centre, Leeds.",
        "Pod 4, Level 2, Ramsay Centre, Leeds",
    ),
    "told all over again": (
        "Agent: He'll come to the front?\nCaller: Side entrance, Weir Lane. Loom Hall, Weir Lane, Hexham.",
        "Loom Hall, Weir Lane, Hexham",
    ),
    "what is said of a gate is no place": (
        "Agent: And the site address?\nCaller: It's fifteen, one five, Waratah Street, Bendigo. The gate's round the back on the lane.",
        "15 Waratah Street, Bendigo",
    ),
    "the agent's street is taken back": (
        "Agent: I have you at Unit 3 Dock Street?\nCaller: Dock Road, not street. Dock Road Trading Estate.\nAgent: Unit 3, Dock Road Trading Estate.",
        "Unit 3, Dock Road Trading Estate",
    ),
    "the way there behind a full stop": (
        "客服：地址？\n客户：泉州，丰泽区，田安路，二十六号，三号库，B 口。货车从北门进，南门限高。",
        "泉州丰泽区田安路26号3号库B口",
    ),
    "the way there that the agent leaves out": (
        "客服：厂子在哪？\n客户：宁波鄞州区，天童南路七百号，进大门右手边一号厂房。\n客服：天童南路700号1号厂房。",
        "宁波鄞州区天童南路700号1号厂房",
    ),
    "a name and a workshop behind the street": (
        "客服：厂址？\n客户：厂子在任丘市，会战道中段，恒丰机械，进门右拐二车间。",
        "任丘市会战道中段恒丰机械进门右拐二车间",
    ),
}


@pytest.mark.parametrize(("call", "place"), PLACES.values(), ids=PLACES)
def test_where_it_is(call: str, place: str) -> None:
    assert _said(call)["address"].replace("三号库", "3号库") == place


MODELS = {
    "a name and capitals": ("Agent: Which chair is it, Rover or Ranger?\nCaller: Ranger HD.\nAgent: Ranger HD. And your name?", "Ranger HD"),
    "one of the two that were named": ("Agent: Which pump is it, the HydraFlow 60 or the 80?\nCaller: The eighty.\nAgent: HydraFlow 80, right.", "HydraFlow 80"),
    "announced by a word": ("客服：係，冇錯。\n客户：型號係咪Velvet Mini呀？我驚你哋搞錯。", "Velvet Mini"),
    "nobody asked for it": ("Agent: Read me the serial so he brings the right belt.\nCaller: P K, dash, R two two oh one nine.\nAgent: PK-R22019. Model FI-2200?\nCaller: FI-2200, yes.\nAgent: We could do Wednesday at ten.\nCaller: Fine.", "FI-2200"),
    "a letter is added": ("Agent: It's the UX-30, isn't it?\nCaller: UX-30M, with an M on the end.\nAgent: UX-30M. Sorry.", "UX-30M"),
    "said with the serial number": ("Agent: Do you know the model?\nCaller: G T nine. Serial's G T nine dash four four one oh two.\nAgent: GT9, and GT9-44102 for the serial.", "GT9"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "model"), MODELS.values(), ids=MODELS)
def test_which_model(call: str, model: str) -> None:
    assert _said(call)["model"] == model


def test_no_model_is_made_of_a_town_or_a_name() -> None:
    said = _said(
        "Agent: Model?\nCaller: No idea, it's the big grey one.\nAgent: Never mind. Where are you?\nCaller: 6 Row Street, Dublin 7."
    )
    assert "model" not in said


NUMBERS = {
    "of a work order": ("客服：设备号？\n客户：AK，幺五，零六九，六。\n客服：AK150696。\n客户：对。你们给的工单号，SH幺零幺七。", "serial_number", "AK150696"),
    "of a certificate": ("客服：铭牌的编号念一下。\n客户：ZD，三个零，七幺九，二。\n客服：ZD0007192。\n客户：嗯。下头还有个防爆证号，GYB二三点幺幺零八。\n客服：那个不要。", "serial_number", "ZD0007192"),
    "begun again": ("客服：锁的序列号？\n客户：SK，五H，哎是五还是S？SK，五，H，八八零幺四。\n客服：SK5H88014，对吗？\n客户：再看看，八八零幺四，没错。", "serial_number", "SK5H88014"),
    "on a plate, whatever was asked": ("Agent: Which machine?\nCaller: The north one. Plate's MW, two zero one four, dash, double oh seven.\nAgent: MW2014-007. And that's the N-54?\nCaller: N-54.", "serial_number", "MW2014-007"),
    "with its extension": ("Agent: Phone?\nCaller: 01492, double 8 0, 4 1 7, and I'm on two two six.\nAgent: 01492 880417, extension 226.", "phone", "01492880417 ext 226"),
    "a code with a colon": ("Agent: What did it say?\nCaller: There's an entry, F R, colon, 7 5, then nothing.\nAgent: FR:75. Okay.", "error_code", "FR:75"),
    "a code that begins with a figure": ("Agent: How many flashes?\nCaller: It's one with a screen, says 3 D, zero zero.\nAgent: 3D00.", "error_code", "3D00"),
    "a registration is no fault": ("客服：电梯注册代码或者设备号方便吗？\n客户：记设备号，AQ，幺五，零六八，三。\n客服：AQ150683。", "serial_number", "AQ150683"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "field", "value"), NUMBERS.values(), ids=NUMBERS)
def test_which_number(call: str, field: str, value: str) -> None:
    assert _said(call)[field] == value


NAMES = {
    "hello by name": ("Agent: Linden Boilers, this is Sue.\nCaller: Morning Sue, Graham Potts here from the parish hall. The boiler's off.", "Graham Potts"),
    "put together with the agent's name": ("Agent: Is that still Mr Ferraro?\nCaller: He's my dad. Put me, Lucia.\nAgent: Lucia Ferraro.", "Lucia Ferraro"),
    "two characters apart": ("客服：怎么称呼您？\n客户：复姓欧阳，单名一个明字。\n客服：欧阳明先生。", "欧阳明"),
    "what one does is no name": ("客服：您的称呼？\n客户：我是夜班领班，芦苇的芦，芦小芸，大小的小。", "芦小芸"),
    "a shop is called": ("客服：您贵姓？\n客户：姓芦，芦小芸。\n客服：店在？\n客户：中央大街，十七号，四楼，叫金麦。", "芦小芸"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "name"), NAMES.values(), ids=NAMES)
def test_whom_to_ask_for(call: str, name: str) -> None:
    assert _said(call)["contact_name"] == name


def test_the_time_that_suits_counts_not_when_somebody_is_in() -> None:
    said = _said("客服：下个周末去可以吗？\n客户：下周末可以，周六周日都有人。")
    assert said["visit_time"] == "下周末"


def test_a_time_that_answers_an_offer() -> None:
    said = _said(
        "Agent: Our man is in Essex tomorrow, he can be there by eleven.\nCaller: Tomorrow by eleven. Good."
    )
    assert said["visit_time"] == "tomorrow by eleven"


def test_a_part_that_the_agent_takes_for_the_cause() -> None:
    call = _call(
        "Caller: My chair keeps stopping.\nAgent: Is the battery charged?\nCaller: It is.\nAgent: Then it's nearly always the joystick cable."
    )
    parts = [e.value for e in call.understanding.entities if e.entity == "component"]
    assert "joystick cable" in parts
    assert "battery" not in parts


LEVELS = {
    "a place below ground is no flood": (
        "Agent: Hi.\nCaller: The light on my bike's display has gone dim. Bike goes fine.\nAgent: Our van comes to you?\nCaller: I'm at 6 Row Street, Dublin 7, the basement, bell's broken, text me.",
        3,
    ),
    "a chimney on the way is no smoke": (
        "客服：您好。\n客户：我们车间那台加工中心，换刀换到一半卡住，手动给它推过去又能干，一天卡个五六回。\n客服：厂址？\n客户：唐槐路，八十六号院，从院门进来看见大烟囱往左，六号厂房。",
        2,
    ),
    "smoke that is told with the number counts": (
        "Agent: Hello.\nCaller: The charger has stopped.\nAgent: Read me the number on the side.\nCaller: C, H, five... I can't make it out, there's smoke.",
        1,
    ),
    "a quiet danger that the call begins with counts": (
        "客服：您好。\n客户：就灶台下面那个柜子，一打开味儿就出来了，像煤气。\n客服：灶还能用吗？\n客户：能用。",
        1,
    ),
}


@pytest.mark.parametrize(("call", "level"), LEVELS.values(), ids=LEVELS)
def test_how_grave_it_is(call: str, level: int) -> None:
    severity = _call(call).understanding.severity
    assert severity is not None
    assert severity.level == level


#: Fields as a call settles them, told in ways of their own.
FIELDS = {
    "what the agent calls the model is not the serial number that it has asked for": (
        "Agent: Let's get the serial.\nCaller: LX9, 65, is that it?\nAgent: That's the model. Scroll down.\nCaller: Okay, it's L M, zero eight, Q like queen, five five nine, one three."
        "\nAgent: LM08Q55913. And the model you said was LX9-65?\nCaller: Yeah, LX9 dash 65.",
        {"serial_number": "LM08Q55913", "model": "LX9-65"},
    ),
    "a shorter number behind the one of the plate is the model": (
        "Agent: Lift serial?\nCaller: M L V, zero zero five, T as in Tom, eight one.\nAgent: MLV005T81.\nCaller: Yep.\nAgent: And that's the 1000 pound, the ML-1000?\nCaller: Eight hundred. ML-800.\nAgent: ML-800.",
        {"serial_number": "MLV005T81", "model": "ML-800"},
    ),
    "a code before what else is counted": (
        "Agent: What's on the screen?\nCaller: It says \"backend unavailable\", then O C, dash, 16. Do you want the serials? There's eighteen of them.\nAgent: Just the cabinet.",
        {"error_code": "OC-16"},
    ),
    "a post code is no telephone and no fault": (
        "Agent: Is there a fault code?\nCaller: HD22 is the code.\nAgent: Okay, HD22. And his number?\nCaller: Eight one three two, seven seven five four.\nAgent: 8132 7754. Address is Block 12?"
        "\nCaller: No more block 12. Block 18, Bedok Reservoir View, level 1. Postal code four seven nine two three six.\nAgent: Block 18 Bedok Reservoir View, 479236.",
        {"error_code": "HD22", "phone": "81327754"},
    ),
    "a telephone from abroad": (
        "Agent: Ship's phone?\nCaller: Plus three one, six, one four five, double two, eight oh nine.\nAgent: +31 6 145 22 809.\nCaller: Correct.",
        {"phone": "+31614522809"},
    ),
    "a lane called an extension": (
        "Agent: Telephone?\nCaller: Eight six oh, five two seven, oh three double nine.\nAgent: 860 527 0399. And your address?\nCaller: Number 9 Old Mill Lane. It used to be Mill Lane Extension. Oh six oh seven oh.",
        {"phone": "8605270399"},
    ),
    "a first name that is spelled before the last": (
        "Agent: Who do we ask for?\nCaller: Me, Aroha. A R O H A. Pirihi, P I R I H I.",
        {"contact_name": "Aroha Pirihi"},
    ),
    "the last name of somebody whom the agent calls by the first": (
        "Agent: Last name, Walt?\nCaller: Szymanski. S Z Y, M as in Mary, A N S K I. Walter on the bill.",
        {"contact_name": "Walter Szymanski"},
    ),
    "how many weeks": (
        "Agent: How many weeks?\nCaller: Six weeks! Six weeks I've put up with it.\nAgent: Okay.",
        {"duration": "60480"},
    ),
    "some of all, as the agent adds it up": (
        "Agent: Washers or dryers?\nCaller: A dryer. Number three. It won't turn.\nAgent: And the others?\nCaller: The other three are going.\nAgent: Got it, one out of four.\nCaller: Right.",
        {"affected_count": "1"},
    ),
}


@pytest.mark.parametrize(("call", "facts"), FIELDS.values(), ids=FIELDS)
def test_what_a_call_settles(call: str, facts: dict[str, str]) -> None:
    said = _said(call)
    assert {f: said.get(f) for f in facts} == facts
