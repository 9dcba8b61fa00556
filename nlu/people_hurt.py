"""Somebody in danger, told in plain words that are spread over a message: "my toddler locked himself in the bathroom",
"grandpa is under the tractor", 小孩触电了一下，现在好了, and a protection that was defeated.

Each asks for a person and what happens to them, or for a sign that hardly says anything else, so it stands however it is
played down ("nobody is trapped, only my son can't get out")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.patterns import regex
from nlu.scans import Bilingual

_KIN = r"(?:宝宝|孩子|小孩子?|娃娃?|婴儿|儿子|女儿|老人|奶奶|爷爷|外婆|外公|姥姥|姥爷|阿婆|阿公|阿伯|大爷|大妈|老公|老婆|丈夫|妻子|[我他她]?[爸妈哥弟姐妹]|爸爸|妈妈|同事|学生|工人|师傅|工友|客人|病人|(?<![器工本家老夫客亲个私商])人)"
_WHO = r"(?:toddler|child|children|kid|kids|baby|son|daughter|boy|girl|grandma|grandpa|grandmother|grandfather|granny|mother|father|mum|mom|dad|brother|sister|husband|wife|uncle|aunt|old (?:man|woman|lady)|man|woman|lady|guest|patient|student|worker|fitter|technician|engineer|colleague|operator|driver|passer-?by|neighbou?r|someone|somebody|person|he|she)"
_G = r"[^。.;；!！?？\n]"  # within one sentence
_WORDS: dict[str, str] = {
    "danger.injury": rf"{_KIN}{_G}{{0,8}}(?:反锁|锁(?:在|里)|一个人在(?:屋|家|房|车|里)里?{_G}{{0,8}}(?:打不开|开不了|出不来|锁))|(?:打不开|开不了|反锁|锁死|锁坏)[^。;；!！?？\n]{{0,12}}(?:宝宝|孩子|小孩|娃|婴儿|老人){_G}{{0,6}}在(?:里|屋|房|车)|(?:门锁|锁|门)坏了{_G}{{0,3}}(?:宝宝|孩子|小孩|娃|婴儿|老人){_G}{{0,4}}在(?:里|屋|房|车)|锁(?:了|着)(?:一?个|两个)?(?:人(?!脸)|孩子|小孩)"
    rf"|(?:摔|跌|滑)(?:倒|了|跤|一跤|伤)?了?{_G}{{0,4}}(?:起不来|动不了|爬不起)|{_KIN}{_G}{{0,6}}叫不(?:醒|应)|(?:晕(?:倒|过去|咗|厥)|{_KIN}(?!眼|看){_G}{{0,4}}晕(?:了|$)|不省人事)|{_KIN}{_G}{{0,3}}被{_G}{{0,8}}(?:砸|压|夹|卷)(?:了|到|住|着|$)|(?:液压油|高压油|黄油枪?){_G}{{0,3}}(?:打|喷|射|滋){_G}{{0,3}}(?:手|指|掌|腿|眼|脸)|(?:宝宝|孩子|小孩|娃|老人|奶奶|爷爷|[爸妈]){_G}{{0,3}}(?:没反应|没意识|没呼吸|不动了)|(?:宝宝|孩子|小孩|(?<!娃)娃(?!娃)){_G}{{0,10}}(?:吞|咽)(?:了|下|进)|{_KIN}{_G}{{0,6}}(?:从|在){_G}{{0,8}}(?:房顶|屋顶|楼顶|楼上|梯子|高处|架子|脚手架)上?{_G}{{0,3}}(?:摔|掉|跌|滑)(?:了|下|倒)|(?:娃|孩子|小孩|人|老人){_G}{{0,3}}(?:掉|摔|跌)(?:进|到|在)?{_G}{{0,4}}(?:井|坑|沟|池)里?"
    rf"|(?:手指?头?|脚|胳膊|腿|指头)(?:给|叫|让|被){_G}{{0,4}}(?:轧|夹|压|卷|绞|砸)"
    rf"|{_KIN}{_G}{{0,3}}在(?:拖拉机|收割机|机器|车子?|设备|电梯)(?:底下|下面|下头|轮子?下)|(?:打|砸|撞|甩|崩)(?:到|中|着)(?:了)?(?:我|他|她|人|工人|同事|孩子|小孩|操作工|操作员)?的?(?:头|脸|眼睛?|胸口?|背|腰|肚子)|(?:夹|砸|撞|压|打)(?:青|紫|肿|折)了|(?:不想活(?!动|跃|页)|要跳楼|(?:要|想)(?:自杀|轻生))"
    rf"|\b{_WHO}(?:'s| is| has| got)?(?: been)?(?: \w+){{0,3}} (?:locked (?:himself|herself|themselves|in(?:side)?)|(?:can'?t|cannot) get out(?! of (?:the |a |my )?(?:meeting|bed|work|class|contract|office|deal)))\b|\b{_WHO} (?:\w+ ){{0,8}}(?:can'?t|cannot|won'?t|does ?n'?t|is unable to) (?:get up|wake up|wake|breathe|feel (?:his|her) (?:hand|arm|leg))\b|\bhe can'?t get up\b|\b{_WHO} (?:has |have |just |also )*swallowed\b|\b{_WHO} (?:has |just |was |had )*(?:collapsed|fainted|passed out(?! (?:the|of|all|some))|unconscious)\b|\b(?:is|he's|she's) unconscious\b"
    rf"|\b{_WHO} (?:has |just |nearly )?(?:slipped|tripped) (?:because|on)\b|\b(?:hydraulic oil|oil jet|grease gun) (?:\w+ ){{0,3}}(?:my|his|her) (?:hand|palm|finger|arm|skin)\b|\b{_WHO} (?:has |just |nearly )?(?:fell|fallen|slipped|falls|hangs|is hanging) (?:off|from|down|into) (?:my |our |the |a )?(?:roof|ladder|stairs|scaffold\w*|shaft|hole|well|manhole|pit)\b|\b{_WHO}(?:'s| is| got| was| is lying| is pinned| is trapped) (?:under|underneath|beneath) (?:the |a |my )?(?:tractor|combine|harvester|machine|lift|car|trailer|mower)\b|\b{_WHO}(?:'s| is| got| was) in(?:side)? the (?:auger|baler|roller|thresher|header|mixer)\b"
    rf"|\b(?:fell|came down) on (?:my |the |a )?{_WHO}\b|\b(?:hit|struck) (?:a |my |the |his |her )?(?:passer-?by|child|kid|son|daughter|man|woman|someone|somebody|worker|colleague|operator|neighbou?r|head)\b|\bdon'?t want to live\b|\b(?:kill (?:my|him|her)self|suicid\w+)\b|\bwants? to jump (?:off|from)\b",
    "danger.burn": r"烫掉(?:了)?(?:一层)?皮|\bskin (?:came|is coming|has come|peeled|is peeling) off\b",
    "danger.shock": rf"痹(?:手|了)|手(?:有[啲点些])?痹|水有[啲点些]?痹|触电{_G}{{0,8}}(?:湿|水)|没(?:有)?触电{_G}{{0,6}}麻|(?:水|手|摸|碰|洗|冲凉|外壳|龙头|喷头|水管)[^。,，;；!！?？]{{0,4}}(?:有点|有些|有啲|一阵|会|觉得)麻(?!烦|将|辣|木|花|利|雀|袋)|(?<!没)(?<!没有)(?<!无)(?<!听说有){_KIN}{_G}{{0,4}}触电|(?:漏电保护器?|漏保|空开|跳闸|保险丝|断路器|电闸){_G}{{0,20}}(?:短接|顶着|顶住|绑住|绑着|别住|换成铜丝)"
    rf"|\b(?:breakers?|fuses?|rcd|gfci|trip\w*)\b{_G}{{0,40}}\b(?:taped (?:it|the|down)|bypass\w*|bridged|jumper\w*|wedged|held it down|tied it)\b|\bwires? (?:is |are )?hang(?:s|ing)? (?:down|out|loose|from)\b",
    "danger.fire": r"(?:插座|插头|插排|插板)[^。,，;；!！?？]{0,3}(?:有|冒|打|出)(?:了)?火花|(?:插头|插座|插排|插板|插线板)(?:都|也|已经|有点)?黑了|\bplug (?:is |has gone |went |has turned |turned )?(?:just |all )?black(?:ened)?\b",
    "danger.smoke": r"(?:就是|只是|不过|但是?)有[点些啲]烟",
    "danger.gas": rf"(?:说|讲|闻到|闻着)(?:是|有)(?:一?股)?(?:煤气|燃气|天然气)味?|像(?:是)?臭鸡蛋|(?:氧气|乙炔|液化气|煤气)(?:瓶|罐){_G}{{0,4}}漏|\bneighbou?rs? (?:says?|said|smells?|smelled|thinks?|told){_G}{{0,16}}\bgas\b|\blike rotten eggs\b",
    "danger.pressure": r"(?:水箱|内胆|储水罐)[^。,，;；!！?？]{0,6}(?:滋滋|嘶嘶|咝咝)|\b(?:tank|boiler|cylinder)\b[^,.;!?]{0,12}\bhiss(?:es|ing)\b",
    "danger.falling": rf"(?:天花板|吊顶|楼板){_G}{{0,4}}(?:鼓(?:了|出|起|下)|下沉|往下坠|下坠)|\b(?:井盖){_G}{{0,4}}(?:没盖|不见了|丢了|没了|被偷|掉下去)|井盖{_G}{{0,4}}(?:没盖|不见了|丢了|没了|被偷|掉下去)|\bceiling (?:is |has |only |just )*(?:bulg\w+|sagg\w+|sags|bowing|bowed)\b|\bmanhole(?: cover)? (?:is |has )?(?:been )?(?:missing|open|gone|stolen)\b|\bescalator steps? (?:is |are )?(?:missing|gone)\b|\b(?:tractor|combine|harvester|forklift) (?:has |just )?(?:tipped|rolled|turned|flipped) over\b",
    "danger.unsafe": r"\bsteering (?:wheel )?(?:is |has |got )?(?:\w+ )?(?:stuck|locked|jammed|gone)\b",
}
_PATTERNS = {name: Bilingual(words) for name, words in _WORDS.items()}
_ANY = Bilingual("|".join(_WORDS.values()))
#: What is hoped, was long ago, or is no such thing.
_NOT = regex(
    r"演习|演练|电影|电视剧|游戏|如果|万一|要是|怕|以防|防止|避免|去年|前年|以前|几年前|\b(?:last year|years ago|drill|in case|if (?:he|she|someone|somebody|a))\b|\bever\b|人脸"
)


def find(text: str) -> Iterator[tuple[str, int, int]]:
    """Reason and place of each, in a folded text."""
    if not _ANY.search(text):
        return
    for name, pattern in _PATTERNS.items():
        for m in pattern.finditer(text):
            sentence = text[max(0, _start(text, m.start())) : m.end() + 12]
            if not _NOT.search(sentence):
                yield name, m.start(), m.end()
                break


def _start(text: str, at: int) -> int:
    return max((m.end() for m in _ENDS.finditer(text, 0, at)), default=0)


_ENDS = re.compile(r"[。.;；!！?？\n]")


def said(text: str) -> bool:
    """Whether such words stand in a folded text."""
    return _ANY.search(text) is not None
