"""What an agent reads as a whole at last, whom to write down, and how long: Chinese calls of other kinds."""

from __future__ import annotations

import pytest

from nlu.calls import understand_call
from nlu.parse import parse
from nlu.transcripts import from_turns


def _said(call: str) -> dict[str, str]:
    turns = [line.split("：", 1) for line in call.splitlines()]
    made = understand_call(
        from_turns(
            [{"speaker": "agent" if who == "客服" else "caller", "text": text} for who, text in turns]
        ),
        parse,
    )
    return {f.field: f.value for f in made.facts}


PLACES = {
    "two blocks, one inside the other": (
        "客服：哪一幢？\n客户：文汇路，三百二十号，五幢，二楼。\n客服：5幢分A座B座，您是A座？\n客户：B，B座。\n客服：海宁市硖石街道文汇路320号5幢B座二楼。\n客户：对。",
        "海宁市硖石街道文汇路320号5幢B座二楼",
    ),
    "doors from one to another": (
        "客服：地址？\n客户：高新区，锦业路，六十九号，创业大厦，三楼，三零一到三零四。\n客服：好，锦业路69号创业大厦3楼301到304。\n客户：嗯。",
        "高新区锦业路69号创业大厦3楼301到304",
    ),
    "the floor of a door that the agent reads": (
        "客服：您住哪里？\n客户：江景苑，C区，四栋，负二楼，杠二杠三。\n客服：路名？\n客户：南城大道，十八号。\n客服：重庆市巴南区南城大道18号江景苑C区4栋-2-3，您贵姓？",
        "重庆市巴南区南城大道18号江景苑C区4栋-2-3",
    ),
    "an old house behind another of the same number": (
        "客服：宁波市江北区槐树路12号302？\n客户：十二号有两个门的，我是十二号乙。\n客服：12号乙302室，好。",
        "宁波市江北区槐树路12号乙302室",
    ),
    "the way there, where no house is": (
        "客户：喂，我是种果树的，百色这边。\n客服：果园在哪里？\n客户：田阳区，那坡镇，过了镇上的收费站，往山上走，走到底有个水塔，水塔旁边蓝房子。\n客服：哪个村？\n客户：六合村。\n客服：那坡镇六合村，过收费站往山上走到底，水塔旁边蓝房子。",
        "百色田阳区那坡镇六合村过收费站往山上走到底水塔旁边蓝房子",
    ),
    "no number of a street": (
        "客服：位置报一下。\n客户：港湾路，六号码头。\n客服：港湾路6号？\n客户：六号码头，码头编号六号，不是门牌。\n客服：好的。",
        "港湾路六号码头",
    ),
    "a building that is called by where it stands": (
        "客服：哪个学校？\n客户：理工大，北京理工大学，中关村南大街五号。\n客服：哪栋楼？\n客户：东六楼，三零二。\n客服：北京市海淀区中关村南大街5号北京理工大学东六楼302。",
        "北京市海淀区中关村南大街5号北京理工大学东六楼302",
    ),
    "an estate that was told before anybody asked": (
        "客户：电梯报修，金色太阳城。\n客服：几期？\n客户：二期，五号楼。\n客服：五号楼在哪条路上？\n客户：槐安东路，八十八号。\n"
        "客服：石家庄裕华区，没错吧？\n客户：石家庄市裕华区，没错。",
        "石家庄市裕华区槐安东路88号金色太阳城二期五号楼",
    ),
    "a village with a market in its name": (
        "客服：您在哪个镇？\n客户：安昌，安昌街道，东市村。\n客服：东寺村？\n客户：东市，菜市场的市，十二组。\n"
        "客服：绍兴柯桥区的？\n客户：是，浙江绍兴柯桥区。",
        "浙江绍兴柯桥区安昌街道东市村12组",
    ),
    "a shop that is asked for by what it sells": (
        "客服：哪家超市？\n客户：友谊商场，负一层。\n客服：友谊商场在哪条路？\n客户：友好北路三十六号。\n客服：好。",
        "友好北路36号友谊商场负一层",
    ),
    "a university in short and in full, and a room": (
        "客服：哪个学校？\n客户：武理工，武汉理工大学。\n客服：哪栋楼？\n客户：化学楼，B一零六。\n客服：路名？\n客户：珞狮路，一二二号。",
        "珞狮路122号武汉理工大学化学楼B106",
    ),
    "an estate by the name of its builder, and a gate": (
        "客服：小区？\n客户：美的林城，八栋，乙门，二一零四。\n客服：哪条路？\n客户：长岭北路，十八号。",
        "长岭北路18号美的林城八栋乙门2104",
    ),
    "a group of a village by its name, and what it is behind": (
        "客服：地址？\n客户：阜南县，河口镇，新街村，就在粮站后头。\n客服：粮站后头，有没有村民组？\n客户：先锋组。以前叫五队。\n"
        "客服：好，河口镇新街村先锋组，粮站后面。",
        "阜南县河口镇新街村先锋组粮站后面",
    ),
    "an old branch is named, and the hospital by the agent": (
        "客服：请问哪家医院？\n客户：市二院，发药机死了。\n客服：地址是金华市二院，\n客户：婺城区，人民东路，不对，人民东路是老院区，新的在宾虹西路，一千二百号，门诊楼一层。\n"
        "客服：宾虹西路1200号门诊楼一层。",
        "金华婺城区宾虹西路1200号市二院门诊楼一层",
    ),
    "a block by its letter inside a building": (
        "客服：在哪个园区？\n客户：天安云谷，三栋。\n客服：三栋哪一座？\n客户：C座，一二零三。\n客服：雪岗路2018号对吧？\n客户：对，深圳龙岗区。",
        "深圳龙岗区雪岗路2018号天安云谷三栋C座1203",
    ),
    "a school and its town, told from the small to the large": (
        "客服：哪个学校？\n客户：大王庄小学，奉母镇的。\n客服：奉母镇属于哪个县？\n客户：西华县，周口。\n客服：河南周口西华县，知道了。",
        "河南周口西华县奉母镇大王庄小学",
    ),
    "a house of a hospital that the agent leaves out": (
        "客服：哪家医院？\n客户：油田总医院，外科楼，六层。\n客服：会战道18号？\n客户：对，沧州任丘市。",
        "沧州任丘市会战道18号油田总医院外科楼六层",
    ),
    "a building by a number that no floor has": (
        "客服：您家地址？\n客户：望京西园四区，四一二楼，五单元，一八零二。\n客服：412号楼？\n客户：对。北京朝阳区。",
        "北京朝阳区望京西园四区412号楼五单元1802",
    ),
    "the agent asks which one of them it is": (
        "客户：打印机坏了，证券大厦的。\n客服：哪个证券大厦？\n客户：春城路六十二号那个。\n客服：几室？\n客户：一九零四。",
        "春城路62号证券大厦1904",
    ),
    "a pit of a mine": (
        "客服：矿在什么位置？\n客户：神木，店塔镇，板墩村，三号井。\n客服：好。",
        "神木店塔镇板墩村三号井",
    ),
    "a building that the agent has taken for a room": (
        "客户：滨江西路一三五号大院，我们这个楼叫六零四。\n客服：604室？\n客户：不是室，是六零四栋，我们在二楼整层。\n客服：明白。",
        "滨江西路135号大院604栋二楼",
    ),
    "an artists' village, and what the machine is called in a question": (
        "客服：机器在哪里？\n客户：北京通州，宋庄，小堡村，国防工事艺术区，C幺三。\n客服：小堡村国防工事艺术区C13。",
        "北京通州宋庄小堡村国防工事艺术区C13",
    ),
    "a number behind the number": (
        "客服：店在哪儿？\n客户：西宁，城东，东关大街，第二家，老马面包房。门牌好像是幺二幺号附三。\n客服：东关大街121号附3。",
        "西宁城东东关大街121号附3老马面包房",
    ),
    "whom to ring for help is no room": (
        "客服：您的位置？\n客户：鲁朗镇，扎西岗村，二十二号。\n客服：鲁朗镇扎西岗村22号，救护也请打120。",
        "鲁朗镇扎西岗村22号",
    ),
    "a zone of a county": (
        "客服：厂址？\n客户：肥东县经开区，祥和路二十号。\n客服：合肥市肥东县经开区祥和路20号。",
        "合肥市肥东县经开区祥和路20号",
    ),
}


@pytest.mark.parametrize(("call", "place"), PLACES.values(), ids=PLACES)
def test_where_it_is(call: str, place: str) -> None:
    assert _said(call)["address"] == place


NAMES = {
    "a sign of a village is explained": (
        "客服：您在哪个村？\n客户：柳树村，柳树的柳，四组，你问冯守田屋里，都晓得。\n客服：好，柳树村4组，冯守田。",
        "冯守田",
    ),
    "what somebody is called stands behind what he is": (
        "客服：您姓名？\n客户：我姓纪，主任姓傅。写主任吧，傅红梅，师傅的傅，红梅就红颜色的梅花。\n客服：好。",
        "傅红梅",
    ),
    "a number that is explained is nobody": (
        "客服：請問幾號？\n客户：五號，二樓。\n客服：3號？\n客户：五號啦，一二三四五的五。\n客服：貴姓？\n客户：姓簡，簡單的簡，簡淑芬。",
        "簡淑芬",
    ),
    "a Tibetan name": ("客服：您的位置？\n客户：扎西岗村二十二号，我是次仁旺姆。\n客服：好。", "次仁旺姆"),
    "whom to find": ("客服：好的，到了找谁？\n客户：找颜立春，春天的春。", "颜立春"),
    "who signs for it": ("客服：寄到新华路8号，收件人？\n客户：粟桂英。", "粟桂英"),
    "whose home it is": ("客服：几组？\n客户：二组十五号，阿布都拉江家。\n客服：好。", "阿布都拉江"),
    "the whole name of whom the agent asks for": (
        "客服：您是席先生？\n客户：席卫东，对。\n客服：好。",
        "席卫东",
    ),
    "the agent writes down another": (
        "客服：您怎么称呼？\n客户：姓卞，卞子安，儿子的子，平安的安。不过六点我交班，联系夜班的蒯师傅，蒯明。\n客服：那登记蒯明。电话呢？",
        "蒯明",
    ),
}


@pytest.mark.parametrize(("call", "name"), NAMES.values(), ids=NAMES)
def test_whom_to_ask_for(call: str, name: str) -> None:
    assert _said(call)["contact_name"] == name


def test_a_road_whose_sign_is_explained_is_nobodys_name() -> None:
    said = _said("客服：什么路？\n客户：沅水路，三点水的沅。\n客服：沅水路几号？\n客户：九号。")
    assert "contact_name" not in said


def test_a_model_that_looks_like_a_code_is_what_was_asked_for() -> None:
    said = _said("客服：机器型号知道吗？\n客户：写的YF杠三零零G。\n客服：好的。")
    assert said["model"] == "YF-300G"


def test_one_of_two_lifts_has_stopped() -> None:
    said = _said("客户：我们两部客梯，二号梯停在七楼不动了。\n客服：里面有人吗？\n客户：没人，一号梯正常跑。")
    assert said["affected_count"] == "1"


def test_a_mobile_number_is_no_number_of_a_device() -> None:
    said = _said(
        "客服：机身编号？\n客户：HF，二零八八，幺零三。\n客服：HF2088103。\n客户：好。\n客服：电话是多少？\n"
        "客户：幺三五，零零……我手机号是幺三六，六零七七，八八幺零。\n客服：13660778810，对吧。\n客户：对。"
    )
    assert (said["serial_number"], said["phone"]) == ("HF2088103", "13660778810")


def test_the_agent_reckons_how_long_it_has_stood_still() -> None:
    said = _said(
        "客服：什么时候停的？\n客户：换班那阵，八点十分，现在八点半。\n客服：那就是二十分钟。代码看一下。"
    )
    assert said["duration"] == "20"
