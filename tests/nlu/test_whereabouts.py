"""Where a device is and whom to ask for, as calls tell it: in pieces, put right, read back, with how to get there."""

from __future__ import annotations

import pytest

from nlu.calls import understand_call
from nlu.parse import parse
from nlu.transcripts import read


def _said(call: str) -> dict[str, str]:
    return {f.field: f.value for f in understand_call(read(call).turns, parse).facts}


PLACES = {
    "a place behind a yes and before a remark": (
        "Agent: And that's the old mill?\nCaller: Aye, Loom Hall, 4 Weir Lane, Hexham, second floor at the back. You'll hear us.",
        "Loom Hall, 4 Weir Lane, Hexham, second floor at the back",
    ),
    "a number put right in its piece": (
        "Agent: Where are you?\nCaller: We're at 55 Harbour Street, sorry, 65, sixty-five Harbour Street, Hobart.",
        "65 Harbour Street, Hobart",
    ),
    "a number put right after the read-back": (
        "Agent: The address on the order, 12 Mill Court, Ashby?\nCaller: Twelve B. Twelve is my mother.",
        "12B Mill Court, Ashby",
    ),
    "what the agent adds stays, what leads there goes": (
        "Agent: Address?\nCaller: 715 Creek Road, Salem, across the bridge. Don't follow the map.\nAgent: 715, got it.",
        "715 Creek Road, Salem",
    ),
    "a number before its street": (
        "Agent: Which branch, the one on Ring Road?\nCaller: Ring Road, yes, Tema, number 27, first floor.",
        "27 Ring Road, Tema, first floor",
    ),
    "they have moved": (
        "Agent: I've got 9 Weir Lane, Hexham.\nCaller: That was hers. We had it moved. 31 Cragside Terrace, Otley.",
        "31 Cragside Terrace, Otley",
    ),
    "one office is not the other": (
        "Agent: Where should he come?\nCaller: To 3 Foundry Lane. The office is number 5 but it's 3 you want.",
        "3 Foundry Lane",
    ),
    "pieces become one": (
        "客服：地址呢？\n客户：石桥镇，渡口路，二百一十六号，后门进来第三间冷库。",
        "石桥镇渡口路216号后门进来第三间冷库",
    ),
    "another number of the house": (
        "客服：家里地址？\n客户：大连，沙河口区，星海街，四百幺八号，哎不是，我家三百八十四号，二单元，五楼。",
        "大连沙河口区星海街384号二单元五楼",
    ),
    "another street altogether": (
        "客服：地址呢？\n客户：苏州，姑苏区，平江路，一百二十号，不对，那是店面，仓库在，园区，星湖街，三百二十八号。",
        "苏州园区星湖街328号",
    ),
    "what is read back in part is not all of it": (
        "客服：地址？\n客户：南京，鼓楼区，湖南路，九号，二零三。\n客服：湖南路9号203，记下了。",
        "南京鼓楼区湖南路9号203",
    ),
    "how to drive there is no address": (
        "客服：地址？\n客户：常平镇，你到了路口不要上桥，走下面，看到加油站再右转，土塘村，工业一路二十七号，C栋一楼。",
        "常平镇土塘村工业一路27号C栋一楼",
    ),
    "the caller goes on where the agent stopped": (
        "客服：地址没有变吧，天津河东区六纬路\n客户：没变，一百零三号，丽苑里，十二号楼，二门。",
        "天津河东区六纬路103号丽苑里12号楼二门",
    ),
    "nobody asked": (
        "客服：师傅上门还是寄过来？\n客户：上门。石景山，八角北里，二十二栋，四门，一零幺。",
        "石景山八角北里22栋四门101",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_where_it_is(name: str) -> None:
    call, place = PLACES[name]
    assert _said(call).get("address") == place


def test_what_is_said_of_a_fault_or_a_phone_is_no_place() -> None:
    for call in (
        "客服：裂缝在哪里？\n客户：架子今天往下歪了，螺丝出来半截。",
        "Agent: And the number we call you on?\nCaller: 868, three five one, double nine oh seven.",
        "客服：视频发到哪个手机？\n客户：发我老姐妹，算了，还是发我，幺五五，幺零三三，",
    ):
        assert "address" not in _said(call), call


def test_a_way_there_that_only_grows_is_no_contradiction() -> None:
    call = "Agent: Where are you?\nCaller: Weir Lane, Hexham.\nAgent: Unit number?\nCaller: Unit eleven."
    made = understand_call(read(call).turns, parse)
    assert {f.field: f.value for f in made.facts}["address"] == "Unit 11, Weir Lane, Hexham"
    assert made.contradictions == ()


NAMES = {
    "the whole name behind the title": (
        "Agent: Is that Mrs Hallam?\nCaller: She was my aunt. I'm Mrs Birtles. Edna Birtles.\nAgent: Sorry, Mrs Birtles.",
        "Edna Birtles",
    ),
    "last name first": (
        "Agent: What name is it under?\nCaller: Ramdin. Darlene. Not with two e's.\nAgent: Got you, Miss Ramdin.",
        "Darlene Ramdin",
    ),
    "first and last name told apart": (
        "Agent: Your name?\nCaller: Surname is Okafor, O K A F O R, first name Chidi.",
        "Chidi Okafor",
    ),
    "given up for another, and read back": (
        "Agent: Your name?\nCaller: I'm Mrs Adu, but put the foreman. Felix Tetteh. T, E, double T, E, H.\nAgent: Felix Tetteh.",
        "Felix Tetteh",
    ),
    "taken back at once": (
        "Agent: Your good name?\nCaller: Dr. Zubair Alam. But talk to my assistant Hina... no leave it.\nAgent: Dr. Zubair Alam. Number?",
        "Zubair Alam",
    ),
    "spelled behind it": ("Agent: Support, this is Kay.\nCaller: Kay, Verl Stutz. Stutz, S T U T Z. The camera quit.", "Verl Stutz"),
    "a letter that is like somebody": (
        "Agent: Your name?\nCaller: Tom Baxter.\nAgent: The serial?\nCaller: B like boy, S like Sam, nine seven, oh",
        "Tom Baxter",
    ),
    "explained sign by sign": ("客服：联系人写您还是上次的邓工？\n客户：邓工跳槽了。写我，阎，阎王的阎，阎宝山，宝贝的宝。", "阎宝山"),
    "the Chinese one of two": (
        "客服：您贵姓？\n客户：我叫 Vivian Shen，中文名沈，沈蔚然，蔚蓝的蔚。\n客服：沈蔚然女士，手机？",
        "沈蔚然",
    ),
    "a house is nobody": (
        "Agent: Under Mrs Parry?\nCaller: She's retired. I'm the manager now, Bronwen Pugh-Davies.\nAgent: Bronwen Pugh-Davies. And where?\nCaller: Bryn Awel, Galon Road, Merthyr.",
        "Bronwen Pugh-Davies",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_whom_to_ask_for(name: str) -> None:
    call, person = NAMES[name]
    assert _said(call).get("contact_name") == person
