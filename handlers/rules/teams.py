"""A team of its own for every customer, and the line on which somebody is on duty."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import Field

from handlers.rules.facts import Reason
from handlers.rules.parts import Part, Text


class Team(Part):
    """Its members are the users of the console who serve ``queue`` by name."""

    queue: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")
    name: Text
    regions: tuple[str, ...] = ()  # empty: any


class OwnTeam(Part):
    """A customer gets the first team of the region with the first report, and keeps it."""

    clause: str
    teams: tuple[Team, ...] = Field(min_length=1)

    def team(self, queue: str | None) -> Team | None:
        return next((team for team in self.teams if team.queue == queue), None)


class DutyLine(Part):
    """Who waits for a person is told who is on duty and the number: ``role`` of the duty roster."""

    role: str
    clause: str


MINE = Text(zh="客户的固定支持小组", en="the customer's own support team")
NOBODY = Text(
    zh="固定小组此刻没人在岗，按派单规则转给同事",
    en="nobody of the customer's team is there now, so colleagues take it",
)


def first_team(own: OwnTeam, region: str | None) -> Team:
    """The first team of the region, else the first that is for any, else the first."""
    fits = [team for team in own.teams if region in team.regions]
    anywhere = [team for team in own.teams if not team.regions]
    return next(iter((*fits, *anywhere, *own.teams)))


def prefer(own: OwnTeam, queue: str | None, there: Collection[str]) -> tuple[Team | None, Reason | None]:
    """The customer's team while somebody of it is ``there`` (queues with people), else None and why."""
    team = own.team(queue)
    if team is None:
        return None, None
    if team.queue in there:
        return team, Reason("own_team", MINE, own.clause)
    return None, Reason("team_away", NOBODY, own.clause)
