"""Numbers as they are read out: spelled, in pieces over several turns, read back, refused and corrected."""

from __future__ import annotations

import pytest

from nlu.calls import understand_call
from nlu.entities import entities
from nlu.language import detect
from nlu.normalise import normalise
from nlu.spelling import runs
from nlu.transcripts import from_turns
from nlu.understanding import Intent, Understanding


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("B for Bravo D for Delta four seven", "BD47"),
        ("T 天津的T J 就是天津那个津的J 二零二四 零五 幺九", "TJ20240519"),
        ("C F thirty one Q double oh six five", "CF31Q0065"),
        ("Sierra Tango eight eight November four four one zero", "ST88N4410"),
        ("A苹果的A B 三三", "AB33"),
        ("oh seven seven double oh nine hundred four six one", "07700900461"),
        ("oh seven nine one one, one two three, four oh seven", "07911123407"),
        ("壹捌捌 零零零零 六六七七", "18800006677"),
        ("E dash one seven", "E-17"),
        ("横杠 零零九", "009"),
    ],
)
def test_spelled(said: str, value: str) -> None:
    assert [r.value for r in runs(normalise(said).text)] == [value]


def _parse(text: str) -> Understanding:
    lang = detect(text)
    return Understanding(text, lang, Intent("report_fault", 0.9), None, entities(text, lang))


CALLS = {
    "what is read back and confirmed is the serial, whatever it looks like": (
        """a Serial?
c K L four four... no wait, K N, November, four four oh seven.
a KN4407?
c Yes.""",
        {"serial_number": "KN4407"},
    ),
    "letters of a name are none of a serial": (
        """a Serial?
c C X eight eight oh one four.
a CX-88014. Name?
c Ottoline Pryce. P-R-Y-C-E.""",
        {"serial_number": "CX-88014", "contact_name": "Ottoline Pryce"},
    ),
    "a post code is no serial": (
        """a Serial number?
c F N three double-oh nine two.
a FN30092. Where are you?
c Quarry Road, Bakewell.
a Unit number and postcode?
c Unit eleven. DE45 1GS.
a Unit 11, Quarry Road, Bakewell DE45 1GS. Name?
c Gareth Pugh""",
        {
            "serial_number": "FN3-0092",
            "address": "Unit 11, Quarry Road, Bakewell DE45 1GS",
            "contact_name": "Gareth Pugh",
        },
    ),
    "pieces that are joined, the end corrected after the read-back": (
        """a your phone number please
c it's oh seven seven
a yes
c double oh nine hundred
a okay
c one two three
a oh seven seven double oh nine hundred one two four
c no, one two three at the end
a sorry, one two three. And your name
c Kovacs, K O V A C S, Peter Kovacs
a serial number
c A as in apple, X for x-ray, nineteen, double four, dash, seven seven two
a A X one nine four four dash seven seven two
c perfect""",
        {"phone": "07700900123", "contact_name": "Peter Kovacs", "serial_number": "AX1944-772"},
    ),
    "another end, dashes, a family name, a day that is refused": (
        """a 电话
c 零五七一 八八六六 幺二三四
a 零五七一八八六六一二三四
c 不对 最后一位是五
a 序列号看一下
c 好长啊 你记一下 G 哥哥的G R 二零二三
a 嗯
c 横杠 零零九
a 继续
c 八七
a GR2023-00987 对吧
c 对的
a 您贵姓
c 免贵姓诸葛
a 地址
c 嗯 滨江区江南大道300号 快点来啊
a 什么时候方便
c 后天上午 不行不行 后天我要开会 大后天下午两点以后吧""",
        {
            "phone": "057188661235", "serial_number": "GR2023-00987", "contact_name": "诸葛",
            "address": "滨江区江南大道300号", "visit_time": "大后天下午两点以后",
        },
    ),
    "one letter heard wrongly": (
        """a serial on the controller plate
c P X five five one eight R
a P X five five one eight K
c R as in Romeo
a callback number
c three one two five five five oh one seven seven""",
        {"serial_number": "PX5518R", "phone": "3125550177"},
    ),
    "not this but that": (
        """a 铭牌上的编号
c L X 九零
a 好
c G 三三八幺
a 您说的是 L X 九零 J 三三八一
c 不是J 是G 哥哥的那个G
a 手机
c 幺三九 五五五六 六七七八
a 幺三九五五五六六七七九
c 七七八 不是七七九""",
        {"serial_number": "LX90G3381", "phone": "13955566778"},
    ),
    "a code, and the agent's opening hours": (
        """a is there a code on the controller
c yeah E-42
a E-24
c no forty two, E four two
a E-42 thank you
c when do you close
a we close at six""",
        {"error_code": "E-42"},
    ),
    "what corrects itself": (
        """a serial please
c C F thirty one Q double oh six five, sorry six four
a model
c V8 Pro""",
        {"serial_number": "CF31Q0064", "model": "V8 Pro"},
    ),
    "pieces with a hum, wrong digit in the middle refused": (
        """a 您的手机号
c 一三七
a 嗯
c 零零八八 六六
a 嗯您说
c 一二三
a 一三七零零八八六六一二三对吗
c 不对 是零零八八六七
a 一三七零零八八六七一二三
c 对""",
        {"phone": "137008867123"},
    ),
    "dashes in a serial": (
        """a what's the serial number
c it's H T dash four four
a yes
c dash zero nine one seven
a H T 44 0917
c that's it""",
        {"serial_number": "HT-44-0917"},
    ),
    "a code put right": (
        """a 屏幕上报什么代码
c E 零五
a E05
c 不对不对 是E 零四
a 好的 E04""",
        {"error_code": "E04"},
    ),
    "phone corrected by the caller later": (
        """c 我电话13812345678
a 好的 记下了
c 哎 等一下 刚才电话说错了 是13812345687
a 13812345687
c 对""",
        {"phone": "13812345687"},
    ),
    "more after the read-back": (
        """a serial please
c kilo lima zero zero seven seven
a kilo lima zero zero seven seven, is that all
c no there's more, dash one nine
a okay""",
        {"serial_number": "KL0077-19"},
    ),
    "duration and count": (
        """c 我们四台收银机坏了三台 断了有四十分钟了
a 序列号有吗
c 没有 找不到
a 电话
c 幺八零 一一二二 三三四四""",
        {"phone": "18011223344", "duration": "40", "affected_count": "3"},
    ),
    "one letter for another": (
        """a could you read me the serial
c M for mother, X, two two zero one
a N X two two zero one
c no, M, M for mother
a M X two two zero one, thanks""",
        {"serial_number": "MX2201"},
    ),
    "last four": (
        """a best number to reach you
c oh seven nine double four, one two one, three three four
a oh seven nine double four one two one three three five
c three three four at the end
a sorry, three three four""",
        {"phone": "07944121334"},
    ),
    "order number in between": (
        """a 请问订单号
c 订单号是2024032288
a 机器的序列号呢
c QW-88-2031
a 好""",
        {"serial_number": "QW-88-2031"},
    ),
    "two phones": (
        """a 联系电话
c 15011112222 打不通就打 15033334444
a 好的""",
        {"phone": "15033334444"},
    ),
    "how long, how many, a code and a phone": (
        """c the chargers have been dead for an hour and a half, two of six
a is there an error code
c yes F zero nine
a F09, okay. phone?
c 555 0134 777""",
        {"duration": "90", "affected_count": "2", "error_code": "F09", "phone": "5550134777"},
    ),
    "serial whole again": (
        """a 编号麻烦报一下
c L K 二零二二 零三一八
a L K 二零二二零三一八
c 不是 L是N N K 二零二二零三一八
a N K 二零二二零三一八
c 嗯对""",
        {"serial_number": "NK20220318"},
    ),
    "yes to the readback": (
        """c serial is AB-4471-09
a AB 4471 09?
c yes that's right
a and the phone number
c plus four four seven seven double oh nine double oh one two three""",
        {"serial_number": "AB-4471-09", "phone": "+447700900123"},
    ),
    "in Cantonese": (
        """a 電話幾多號呀
c 九一二三 四五六七
a 九一二三四五六七
c 唔係 係九一三二
a 九一三二四五六七 啱唔啱
c 啱""",
        {"phone": "91324567"},
    ),
    "an extension": (
        """a 座机可以吗
c 可以 零二一 六六七七 八八九九 转二零三
a 零二一六六七七八八九九转二零三
c 对""",
        {"phone": "02166778899 ext 203"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_fields_of_a_call(name: str) -> None:
    text, wanted = CALLS[name]
    said = [
        {"speaker": "agent" if line[0] == "a" else "caller", "text": line[2:]} for line in text.splitlines()
    ]
    call = understand_call(from_turns(said), _parse)
    assert {f.field: f.value for f in call.facts if f.field != "component"} == wanted
