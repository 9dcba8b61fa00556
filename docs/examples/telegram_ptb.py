"""Your own python-telegram-bot with ours in it: the intake is the last handler."""

import asyncio
import os

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bot.channels.telegram.on_ptb import fetch, mount


async def prices(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("Our prices: ...")


def build(token: str, api: str = "https://api.telegram.org") -> Application:  # type: ignore[type-arg]
    application = Application.builder().token(token).base_url(f"{api}/bot").updater(None).build()
    application.add_handler(CommandHandler("prices", prices))
    mount(application)
    return application


async def main() -> None:
    application = build(os.environ["BOT_TOKEN"])
    async with application:
        await application.start()
        await fetch(application)  # instead of run_polling: an update is confirmed when it is committed


if __name__ == "__main__":
    asyncio.run(main())
