"""What the console's buttons do about accounts on Telegram."""

from __future__ import annotations

from bot.console.asked import Action
from handlers import staff_link

ACTIONS: dict[str, Action] = {"telegram-unlink": lambda h, u, a: staff_link.unlink(h, u.id, u.owner)}
