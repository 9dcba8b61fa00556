"""Addresses of Chinese calls: told late, put right, refused, asked for, read back and offered."""

from __future__ import annotations

import pytest

from nlu.place_slots_zh import standings
from nlu.transcripts import from_turns

CALLS = {
    "the town and the street are told last": (
        "客服：地址报一下。\n客户：翠竹园，五栋，三单元，二零一。\n客服：翠竹园在哪条路？\n客户：建华路，建华路四十五号。\n"
        "客服：哪个城市？\n客户：镇江，润州区。\n客服：好的，镇江市润州区建华路45号翠竹园。",
        "镇江市润州区建华路45号翠竹园五栋三单元201",
    ),
    "the agent's wrong floor loses to the caller's repair": (
        "客服：几楼？\n客户：不知道。\n客服：地址？\n客户：江门，蓬江区，港口路十六号，丰华大厦，十四楼。\n客服：港口路16号丰华大厦4楼？\n"
        "客户：十四，一四。\n客服：好，14楼。",
        "江门蓬江区港口路16号丰华大厦14楼",
    ),
    "a village that sounds like another": (
        "客服：您家在哪里？\n客户：宝应县，望直港镇，杨桥村，三组。\n客服：宝应县望直港镇羊桥村3组？\n客户：杨，杨树的杨。\n客服：好的。",
        "宝应县望直港镇杨桥村3组",
    ),
    "north road, not south": (
        "客服：地址？\n客户：滁州，琅琊区，会峰北路，八十号。\n客服：会峰南路80号？\n客户：北路，北面的北。\n客服：好，几号楼？\n客户：六号楼，一零二。",
        "滁州琅琊区会峰北路80号六号楼102",
    ),
    "what the agent has on paper is refused": (
        "客服：还是登记的青年路12号吗？\n客户：那是老店，现在搬到人民西路了，人民西路三十三号。\n客服：人民西路33号。\n客户：对。",
        "人民西路33号",
    ),
    "what the agent has on paper is agreed to": (
        "客服：地址还是嘉兴市南湖区中环南路120号吗？\n客户：对，没变，二楼。\n客服：好的。",
        "嘉兴市南湖区中环南路120号二楼",
    ),
    "a building that was said wrong": (
        "客服：地址？\n客户：太原，小店区，体育路九号，锦绣苑，十七号楼，哎不对，十九号楼，幺二零三。\n客服：好的。",
        "太原小店区体育路九号锦绣苑19号楼1203",
    ),
    "a zone and its store that are no more": (
        "客服：仓库在哪？\n客户：临沂，兰山区，金锣物流园，A区，六号库，哦不，A区是老的，现在是C区，九号库。\n客服：金锣物流园C区9号库。",
        "临沂兰山区金锣物流园C区9号库",
    ),
    "fillers, directions and people are no pieces": (
        "客服：地址在哪里？\n客户：嗯，就是，苏州，吴中区，东吴南路，八十八号，门口有个大超市，你从北门进，五楼，找我老婆就行。\n客服：好的。",
        "苏州吴中区东吴南路88号五楼",
    ),
    "lanes of Taipei": (
        "客服：請問地址？\n客户：台北，中山區，民生東路三段，一一三巷，七弄，十二號五樓之一。\n客服：好的。",
        "台北中山區民生東路三段113巷七弄12號五樓之一",
    ),
    "a block and a flat of Hong Kong": (
        "客服：邊個屋苑？\n客户：沙田第一城，廿三座，九樓，C室。\n客服：B室？\n客户：C，C for Charlie。\n客服：好。",
        "沙田第一城23座九樓C室",
    ),
    "the number beside the one that is meant": (
        "客服：地址？\n客户：南平，延平区，西溪村，六十五号。\n客服：西溪村65号。\n客户：六十五是隔壁，我们是六十七号。\n客服：好的。",
        "南平延平区西溪村67号",
    ),
    "a number with a bar": (
        "客服：地址？\n客户：大理，下关，龙山路，三十号。\n客服：大理市下关龙山路30号。\n客户：三十是饭店，我们是三十杠二。\n客服：龙山路30-2号。",
        "大理市下关龙山路30-2号",
    ),
    "a room in two halves": (
        "客服：地址？\n客户：宁波，海曙区，望春路，九号，三栋，一四零六。\n客服：3栋1460？\n客户：一四，零六。\n客服：好，1406。",
        "宁波海曙区望春路九号3栋1406",
    ),
    "an old name of the street": (
        "客服：地址？\n客户：芜湖，镜湖区，以前叫解放路，现在叫北京路，北京路五十二号。\n客服：好的。",
        "芜湖镜湖区北京路52号",
    ),
    "the phone that follows is no room": (
        "客服：地址？\n客户：蚌埠，龙子湖区，治淮路二十一号。\n客服：治淮路21号，手机号呢？\n客户：幺三八，零五五二，六六幺零。\n客服：好的。",
        "蚌埠龙子湖区治淮路21号",
    ),
}


@pytest.mark.parametrize(("call", "place"), CALLS.values(), ids=CALLS)
def test_an_address_stands_in_its_slots(call: str, place: str) -> None:
    turns = [line.split("：", 1) for line in call.splitlines()]
    told = standings(
        from_turns([{"speaker": "agent" if who == "客服" else "caller", "text": text} for who, text in turns])
    )
    assert told[-1][1].written() == place
