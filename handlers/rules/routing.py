"""Which queue a ticket belongs in.  There is always one."""

from __future__ import annotations

from handlers.rules.facts import Reason, RouteChoice
from handlers.rules.parts import Text
from handlers.rules.policy import Plan

DEFAULT_QUEUE = "service-desk"  # of no plan; everybody serves it
FITS = Text(zh="按计划的派单规则", en="by the plan's routing rule")
DEFAULT = Text(zh="没有更具体的规则，进默认队列", en="no rule is more specific: the default queue")


def route(
    plan: Plan, region: str | None, severity: int | None, kind: str, component: str | None
) -> RouteChoice:
    """The first route whose conditions all hold, else the plan's default queue."""
    for rule in plan.routing.routes:
        if (
            (not rule.regions or region in rule.regions)
            and (not rule.severity or severity in rule.severity)
            and (not rule.kinds or kind in rule.kinds)
            and (not rule.components or component in rule.components)
        ):
            return RouteChoice(
                rule.queue, rule.skills, Reason("route", FITS, rule.clause or plan.routing.clause)
            )
    return RouteChoice(plan.routing.default, (), Reason("default", DEFAULT, plan.routing.clause))
