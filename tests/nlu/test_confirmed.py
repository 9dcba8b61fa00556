"""What an agent says after the caller stands: numbers, places read back in part, names that are explained, lengths and counts."""

from __future__ import annotations

import pytest

from nlu.calls import understand_call
from nlu.evaluation import calls as evaluation
from nlu.parse import parse
from nlu.transcripts import read


def _said(text: str) -> dict[str, str]:
    return {f.field: f.value for f in understand_call(read(text).turns, parse).facts}


SERIAL = "Agent: The serial number?\nCaller: K R, two two, nine four, seven.\nAgent: KR22947."
NUMBERS = {
    "what is told later of something else": (
        f"{SERIAL} And the address?\nCaller: Unit 5, Marsh Lane, Goole. The old plate there said KR 11 306, ignore it.",
        "serial_number",
        "KR22947",
    ),
    "old codes beside the one that counts": (
        "Agent: What does the display show?\nCaller: P dash one four. There's a lot of P dash two's from May, but those are old.\nAgent: P-14. Is it running?\nCaller: Yes.",
        "error_code",
        "P-14",
    ),
    "another device after all, and read back": (
        f"{SERIAL}\nCaller: Yes. No, hang on, that's the one next to it. Ours says K R, two two, nine five, one.\nAgent: KR22951, then.\nCaller: That's it.",
        "serial_number",
        "KR22951",
    ),
    "a no to the next question refuses no number": (
        f"{SERIAL} Whose name shall I put?\nCaller: Not mine, I'm only helping out. Peter Lowe.\nAgent: Peter Lowe.",
        "serial_number",
        "KR22947",
    ),
    "put right in the turn behind an echo": (
        "Agent: The code?\nCaller: H twelve.\nAgent: H12?\nCaller: H two one. My glasses are in the cab.",
        "error_code",
        "H21",
    ),
    "a no that is taken back": (
        "Agent: The serial number?\nCaller: T V, three three, oh, eight, one.\nAgent: TV33081?\nCaller: No, there's a double three... oh that's what you said. Yes.",
        "serial_number",
        "TV33081",
    ),
    "more of it behind a read-back": (
        f"{SERIAL}\nCaller: There's more after it. Dash B.\nAgent: KR22947-B, thank you.",
        "serial_number",
        "KR22947-B",
    ),
    "the agent explains where to look": (
        "客服：型号知道吗？\n客户：就是白的那种。\n客服：面板右上角印着的。\n客户：哦，K，G，五五，杠，三。\n客服：KG55-3？\n客户：对。",
        "model",
        "KG55-3",
    ),
    "the same form as the number before it": (
        "客服：铭牌上的编号？\n客户：编号二零二三幺零零五杠零二。\n客服：20231005-02。\n客户：对。诶不对，外面门板上还有一个，二零二二幺幺三零杠幺七。\n客服：那用门板上的，20221130-17。\n客户：行。",
        "serial_number",
        "20221130-17",
    ),
    "minus is a dash": (
        "客服：序列号？\n客户：Q，R，八八，减号，二幺五五。\n客服：QR88减2155？\n客户：对。",
        "serial_number",
        "QR88-2155",
    ),
    "an extension in Chinese": (
        "客服：电话？\n客户：零二幺，五八九五，三三幺二，转六零三。\n客服：02158953312转603。\n客户：嗯。",
        "phone",
        "02158953312 ext 603",
    ),
    "yes, but another telephone": (
        "客服：电话是13800138000，对吗？\n客户：对，不过联系用13900139000。\n客服：好的。",
        "phone",
        "13900139000",
    ),
    "a level is no telephone": (
        "Agent: His number?\nCaller: Oh nine four one, nine four four, seven two one one.\nAgent: 0941 944 7211. Where in the clinic?\nCaller: Building C2, level minus one.",
        "phone",
        "09419447211",
    ),
    "a model that nobody asked for": (
        "Agent: Which one have you got there?\nCaller: It's the Harvester 1080. We had the 680 before.\nAgent: Harvester 1080. Serial?\nCaller: H V, one two, three four, five.\nAgent: HV12345.",
        "model",
        "Harvester 1080",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "field", "value"), NUMBERS.values(), ids=NUMBERS)
def test_a_number_that_is_confirmed_stands(call: str, field: str, value: str) -> None:
    assert _said(call).get(field) == value


PLACES = {
    "the way there is left out, the town is kept": (
        "Agent: The address?\nCaller: 1409 Mill Road, Hexham, Northumberland, it's the one by the old dairy.\nAgent: 1409 Mill Road, Hexham. I'm sending Tom.",
        "1409 Mill Road, Hexham, Northumberland",
    ),
    "the agent goes on with something else": (
        "Agent: And you're Unit 9, Weir Point?\nCaller: Nine's the canteen. The door's on twelve.\nAgent: Unit 12, Weir Point, Leeds. Cheers Bob.",
        "Unit 12, Weir Point, Leeds",
    ),
    "yes, and how to find the lift": (
        "Agent: The address?\nCaller: Block 52, Cedar Avenue 3.\nAgent: Block 52, Cedar Avenue 3. Is that right?\nCaller: Yes. Lift lobby B, or he'll walk far.",
        "Block 52, Cedar Avenue 3",
    ),
    "another number of the house, asked about": (
        "Agent: Collecting from 6 Ash Mount?\nCaller: Sixteen. Ash Mount, Shipley. There's steps, send two.\nAgent: Sixteen. Thursday?\nCaller: Friday.",
        "16 Ash Mount, Shipley",
    ),
    "the number that is most like it": (
        "Agent: It's Blk 203 Cedar Road, unit 01-1123?\nCaller: Unit 01-1125. 1123 is the bird shop.\nAgent: 1125.",
        "Blk 203 Cedar Road, unit 01-1125",
    ),
    "city and street stay before what the agent reads": (
        "客服：地址？\n客户：宁乡，玉潭街道，花明路，原来的化肥厂宿舍，第七栋，二单元，一楼。\n客服：化肥厂宿舍七栋二单元一楼。漏了几天了？\n客户：三天。",
        "宁乡玉潭街道花明路化肥厂宿舍七栋二单元一楼",
    ),
    "an engineer is no part of it": (
        "客服：地址？\n客户：南国西路二十六号，首层。\n客服：南国西路26号首层，工程师两小时内到场。\n客户：好。",
        "南国西路26号首层",
    ),
    "a piece that overlaps": (
        "客服：您在哪里？\n客户：集凤镇石桥村，九组。\n客服：石桥村九组，加油站对面。\n客户：嗯。",
        "集凤镇石桥村九组",
    ),
    "another section of the road": (
        "客服：地址？\n客户：台南市永康區，中華路，一段，兩百四十五巷，十二號。\n客服：中華路一段245巷12號。\n客户：二段啦！我說太快。\n客服：二段245巷12號。\n客户：對。",
        "台南市永康區中華路二段245巷12號",
    ),
    "the town that the agent asks about": (
        "客服：地址，顺德大良的对吗？\n客户：南国西路，二十六号，首层。\n客服：好的。",
        "顺德大良南国西路26号首层",
    ),
    "a town that is taken back": (
        "客服：地址在长沙哪里？\n客户：不是长沙，宁乡，玉潭街道，花明路三号。",
        "宁乡玉潭街道花明路三号",
    ),
    "not to be written": (
        "客服：店在什么位置？\n客户：西安，莲湖区，北院门，不不，别写北院门，西仓南巷，十九号。",
        "西安莲湖区西仓南巷19号",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "place"), PLACES.values(), ids=PLACES)
def test_where_it_is_as_the_agent_reads_it_back(call: str, place: str) -> None:
    assert evaluation._folded("address", _said(call).get("address")) == evaluation._folded("address", place)


NAMES = {
    "put down somebody else": (
        "Agent: Who am I talking to?\nCaller: Declan. But I'm here till Friday so put down Orla, she's duty manager. Orla Ní Bhriain.\nAgent: Got it.",
        "Orla Ní Bhriain",
    ),
    "a town behind a name": (
        "Agent: After hours, this is Cheryl.\nCaller: Yeah, this is Dale Sandvik up by Osakis. The dryer has stopped.",
        "Dale Sandvik",
    ),
    "a ward is nobody": (
        "Agent: Your name?\nCaller: Sharon Pyke.\nAgent: And the number?\nCaller: 01706 931 662, and ask for Oak unit.",
        "Sharon Pyke",
    ),
    "spelled between first and last": (
        "Agent: Who is he meeting?\nCaller: My porter. Name's Ousmane, O-U-S-M-A-N-E, Barry.",
        "Ousmane Barry",
    ),
    "with a dot": ("客服：联系人姓名？\n客户：你找社长，买买提·吐尔逊，中间有个点。", "买买提·吐尔逊"),
    "explained, though the telephone was asked for": (
        "客服：电话留谁的？\n客户：留我同事的，幺三三，九六四四，八幺幺二，叫佘小敏，佘太君的佘，敏感的敏。",
        "佘小敏",
    ),
    "a nickname and the whole name": ("客服：怎么称呼？\n客户：老马就行，马尚文，高尚的尚。", "马尚文"),
    "numerals are no name": (
        "客服：怎么称呼？\n客户：谷勇，勇敢的勇。\n客服：联系人写您谷勇，电话？\n客户：幺八三，八三五七，九零零六",
        "谷勇",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "name"), NAMES.values(), ids=NAMES)
def test_whom_to_ask_for(call: str, name: str) -> None:
    assert _said(call).get("contact_name") == name


SETTLED = {
    "so long ago": ("Agent: When'd they go down?\nCaller: At the lunch rush. Fifty minutes ago.", "duration", "50"),
    "the number again": ("Agent: How long's it been smoking?\nCaller: Ten minutes. Twelve.", "duration", "12"),
    "one minute is to wait": (
        "Agent: How long is it like this?\nCaller: Five hours.\nAgent: His mobile?\nCaller: One minute, his new number. 98220 45561.",
        "duration",
        "300",
    ),
    "letters are no hour": (
        "Agent: How long?\nCaller: Three days.\nAgent: Your name?\nCaller: Hanrahan, that's H A N R A H A N.",
        "duration",
        "4320",
    ),
    "the agent counts and the caller agrees": (
        "Caller: Three air conditioners, and the one in the bedroom blows hot.\nAgent: So just one of the three?\nCaller: Ya, one only.",
        "affected_count",
        "1",
    ),
    "a length is no count": (
        "Caller: Two of the doors are stuck.\nAgent: How long?\nCaller: Since Sunday, no, four days. No, four.",
        "affected_count",
        "2",
    ),
    "less said is not another time": (
        "Agent: When may we come?\nCaller: Thursday after four p.m.\nAgent: Thursday, noted. Anything else?\nCaller: No thanks.",
        "visit_time",
        "thursday after four p.m.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "field", "value"), SETTLED.values(), ids=SETTLED)
def test_lengths_counts_and_times(call: str, field: str, value: str) -> None:
    assert _said(call).get(field) == value


@pytest.mark.parametrize(
    ("wanted", "found", "strict", "parts"),
    [
        ("Thornfield, 60 Burnley Road, room 12", "Room 12, Thornfield, 60 Burnley Road", False, True),
        ("60 Burnley Road, Bacup", "60 Burnley Road, Bacup, behind the church", False, True),
        ("60 Burnley Road, Bacup", "60 Burnley Road", False, False),
        ("60 Burnley Road, Bacup", "66 Burnley Road, Bacup", False, False),
        ("60 Burnley Road, Bacup", "60 Burnley Road, Bacup, unit 4", False, False),
        ("宁乡花明路7栋", "宁乡花明路七栋", True, True),
        ("宁乡花明路7栋", "宁乡花明路8栋", False, False),
    ],
)
def test_when_an_address_is_right(wanted: str, found: str, strict: bool, parts: bool) -> None:
    assert (evaluation._folded("address", wanted) == evaluation._folded("address", found)) is strict
    assert (evaluation._parts(wanted) == evaluation._parts(found)) is parts


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("phone", "02158957712转803", "02158957712 ext 803", True),
        ("phone", "02158957712转803", "02158957712", False),
        ("visit_time", "on the 14th", "the 14th", True),
        ("visit_time", "before noon", "noon", False),
    ],
)
def test_what_is_the_same_value(field: str, one: str, other: str, same: bool) -> None:
    assert (evaluation._folded(field, one) == evaluation._folded(field, other)) is same
