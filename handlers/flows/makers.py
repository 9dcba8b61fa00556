"""A device of another maker: whose devices are looked after here is said plainly, and nobody is turned away."""

from __future__ import annotations

from handlers import answers
from handlers.flows import device, fault, people
from handlers.rules.policy import Plan
from handlers.scene import Scene
from handlers.wording import regex

_MAKERS = regex(
    r"海尔|格力|美的|海信|奥克斯|小米|华帝|方太|老板牌|万和|万家乐|史密斯|林内|能率|四季沐歌|皇明|太阳雨|西门子|博世|三星|松下|大金|日立|东芝|夏普|惠而浦|荣事达|志高|约翰迪尔|久保田|雷沃|东方红|常发|沃得|凯斯|纽荷兰|通力|奥的斯|三菱电梯|蒂森|迅达|戴尔|惠普|联想|华为|浪潮"
    r"|\b(?:midea|haier|gree|hisense|aux|xiaomi|siemens|bosch|samsung|panasonic|daikin|hitachi|toshiba|whirlpool|rinnai|noritz|vaillant|worcester|ariston|john ?deere|kubota|massey|new holland|case ih|claas|kone|otis|schindler|thyssen\w*|dell|lenovo|huawei|netapp)\b"
)
TOLD = "makers"  # of what was told


def named(scene: Scene) -> bool:
    """Whether a device of another maker is named, and no device of ours by its number."""
    if scene.event.kind != "text" or device.candidate(scene) is not None:
        return False
    found = _MAKERS.search(answers.plain(scene.text))
    plans = [scene.plan] if scene.plan is not None else scene.house.plans.values()
    return found is not None and not any(found[0] in _names(p) for p in plans)


def _names(plan: Plan) -> str:
    """What a plan calls itself and its products: a maker's own house knows its name."""
    return f"{plan.name.zh} {plan.name.en} {' '.join(plan.products)}".casefold()


def tell(scene: Scene) -> None:
    """Once a report: whose devices we look after.  The report is taken in any case."""
    if named(scene) and scene.tracker.told.get(TOLD) is None:
        scene.tracker.told[TOLD] = "yes"
        scene.say("only-ours")


def answer(scene: Scene) -> bool:
    """Somebody asks for such a device, or only names it, and tells no fault yet."""
    if not named(scene) or people.current_ticket(scene) is not None or fault.named_by_rules(scene):
        return False
    scene.say("only-ours", ("button-report", "/report"), ("button-human", "/human"))
    scene.tracker.slots[fault.NAMED] = scene.text[: fault.UNHEARD]
    return True
