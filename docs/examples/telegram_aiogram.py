"""Your own aiogram bot with ours in it: the intake is the last router."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.filters import Command
from aiogram.types import Message

from bot.channels.telegram.on_aiogram import router

dispatcher = Dispatcher()


@dispatcher.message(Command("prices"))
async def prices(message: Message) -> None:
    await message.answer("Our prices: ...")


dispatcher.include_router(router())


async def main() -> None:
    bot = Bot(os.environ["BOT_TOKEN"])
    await dispatcher.start_polling(bot, handle_as_tasks=False)  # an update is confirmed when it is committed


if __name__ == "__main__":
    asyncio.run(main())
