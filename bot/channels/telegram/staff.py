"""Sending to people of ours: messages, changes of those that were sent, and topics; at the pace of the same bot."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot.channels.telegram import calls as api
from bot.channels.telegram import saying
from bot.channels.telegram.channel import TelegramChannel
from bot.sender import Arrived, Dead, Retry
from handlers import staff_link, staff_sending
from handlers.events import Button, Outgoing
from handlers.house import House
from handlers.staff_chat import BUTTON
from handlers.staff_posts import CHANNEL
from handlers.staff_sending import Delivery, Picture

log = structlog.get_logger(__name__)

DONE_ALREADY = (
    "message is not modified",
    "topic_not_modified",
    "message to edit not found",
    "message can't be edited",
)
NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")
MAKING = 2.0  # seconds until somebody looks again whether another process has made the topic


class StaffChannel:
    """A channel that is pushed to; ``telegram`` is the one of customers, whose calls and pace it shares."""

    name = CHANNEL

    def __init__(self, telegram: TelegramChannel, house: House) -> None:
        self._telegram, self._house = telegram, house

    async def send(self, address: str, message: Outgoing, arrived: Arrived) -> None:
        """Raises :class:`Retry` or :class:`Dead`."""
        to = await asyncio.to_thread(staff_sending.delivery, self._house, address, message.id)
        if to is None:
            raise Dead("nobody may read it there any more")
        if to.edits is not None:
            await self._edit(to, message)
            return
        thread = to.thread
        if to.ticket is not None and thread is None:
            thread = await self._topic(to, to.ticket)
        if to.kind == "reopen" and thread is not None:
            await self._try(to, "reopenForumTopic", {"message_thread_id": thread})
        await self._say(to, message, thread, arrived)
        if to.kind == "close" and thread is not None:
            await self._try(to, "closeForumTopic", {"message_thread_id": thread})

    async def _say(self, to: Delivery, message: Outgoing, thread: int | None, arrived: Arrived) -> None:
        parts = saying.calls(_pressable(to, message), to.chat)
        parts += [("sendPhoto", {"photo": picture}) for picture in to.pictures]
        for _, params in parts:
            if thread is not None:
                params["message_thread_id"] = thread
        if to.asked is not None:
            parts[-1][1].update(_question(to.asked, parts[-1][1]["text"]))  # questions have no pictures

        async def one(method: str, params: saying.Params) -> None:
            sent = await (
                self._picture(to, params) if method == "sendPhoto" else self._call(to, method, params)
            )
            number = sent.get("message_id") if isinstance(sent, dict) else None
            if isinstance(number, int):
                await asyncio.to_thread(staff_sending.sent, self._house, message.id, to.chat, number)

        await self._telegram.parts(message, parts, one, arrived)

    async def _picture(self, to: Delivery, params: saying.Params) -> Any:
        """A photograph of the customer.  Where it is not there any more, or the API does not take it for one, nothing is
        said: the text before it has a link."""
        picture: Picture = params["photo"]
        content = await asyncio.to_thread(staff_sending.content, self._house, picture)
        if content is None:
            return None
        try:
            return await self._call(to, "sendPhoto", {**params, "photo": api.Upload(picture.name, content)})
        except Dead as error:
            log.info("a photograph is left as a link", why=str(error))
            return None

    async def _edit(self, to: Delivery, message: Outgoing) -> None:
        if not to.edits:
            return  # it never arrived: there is nothing to change
        shown = _pressable(to, message)
        params = {
            "message_id": to.edits,
            "text": saying.split(message.text)[-1],
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": saying.keyboard(shown)},
        }
        await self._try(to, "editMessageText", params)

    async def _try(self, to: Delivery, method: str, params: saying.Params) -> Any:
        """A call that is done also when it was done before."""
        try:
            return await self._call(to, method, params)
        except Dead as error:
            if not any(words in str(error).lower() for words in DONE_ALREADY):
                raise
            return None

    async def _call(self, to: Delivery, method: str, params: saying.Params) -> Any:
        try:
            return await self._telegram.paced(to.chat, method, {"chat_id": saying.chat_id(to.chat), **params})
        except (api.Gone, api.Refused) as error:
            if to.ticket is not None and any(words in str(error).lower() for words in NO_TOPIC):
                gone = params.get("message_thread_id")
                await asyncio.to_thread(staff_sending.drop_topic, self._house, to.ticket, to.chat, gone)
                raise Retry("the topic is gone; another one is made", 0.0, counts=False) from None
            raise Dead(str(error)) from None

    async def _topic(self, to: Delivery, ticket: int) -> int | None:
        """Made by one of many; None where there are no topics (any more)."""
        if not await asyncio.to_thread(staff_sending.begin_topic, self._house, ticket, to.chat):
            raise Retry("somebody else makes the topic", MAKING, counts=False)
        name = await asyncio.to_thread(staff_sending.topic_name, self._house, ticket)
        try:
            made = await self._call(to, "createForumTopic", {"name": name})
            thread = int(made["message_thread_id"])
        except Retry as error:
            if not error.unsure:  # it was not made
                await asyncio.to_thread(staff_sending.drop_topic, self._house, ticket, to.chat, None)
            raise
        except Dead as error:
            log.warning("no topics in the group of our people", why=str(error))
            await asyncio.to_thread(staff_link.no_topics, self._house)
            await asyncio.to_thread(staff_sending.drop_topic, self._house, ticket, to.chat, None)
            return None
        counts = await asyncio.to_thread(staff_sending.keep_topic, self._house, ticket, to.chat, thread)
        if counts != thread:  # this process stood still, and another one has made it meanwhile: ours is empty
            await self._telegram.quietly("deleteForumTopic", {"chat_id": saying.chat_id(to.chat), "message_thread_id": thread})  # fmt: skip
            raise Retry("somebody else has made the topic", 0.0, counts=False)
        return thread


def _pressable(to: Delivery, message: Outgoing) -> Outgoing:
    """Buttons that name the message they belong to."""
    buttons = tuple(Button(b.title, f"{BUTTON}{to.original}:{b.payload}") for b in message.buttons)
    return Outgoing(message.id, message.text, message.author, buttons)


def _question(asked: tuple[str, str], text: str) -> saying.Params:
    """The text field opens as an answer, in a group only for whoever is asked, whose name begins the text."""
    account, name = asked
    params: saying.Params = {"reply_markup": {"force_reply": True, "selective": True}}
    if text.startswith(name):
        who = {"id": int(account), "is_bot": False, "first_name": name}
        params["entities"] = [
            {"type": "text_mention", "offset": 0, "length": saying.units(name), "user": who}
        ]
    return params
