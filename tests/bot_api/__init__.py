"""A Telegram Bot API server for tests: real HTTP, as https://core.telegram.org/bots/api documents it, and able to
misbehave on purpose.

    with bot_api(faults=Faults(seed=7, too_many=0.05)) as api:
        anna = api.person("Anna")
        anna.says("hello")                  # an update for the bot; real clients get it from api.url with api.token
        api.wait(lambda: api.sent(anna))    # what the bot sent, with time and order
"""

from tests.bot_api.faults import Faults
from tests.bot_api.limits import Limits
from tests.bot_api.people import Group, Person
from tests.bot_api.serving import BotApi, bot_api
from tests.bot_api.state import Sent

__all__ = ["BotApi", "Faults", "Group", "Limits", "Person", "Sent", "bot_api"]
