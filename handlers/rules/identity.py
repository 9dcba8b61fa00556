"""What whoever writes to us may read, and how often somebody may try to be a customer of ours.

Everything stored that a conversation is told passes one of the questions here: a conversation reads what was said in it,
and what belongs to the customer that it has proven to be; of everything else not even that it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

DIGITS = 6
LASTS = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 3  # of one address, and about one customer
WITHIN = timedelta(hours=1)

#: all: model, number, coverage with its day.  coverage: yes or no, which whoever agrees to a price has to know.
DeviceView = Literal["all", "coverage"]


@dataclass(frozen=True, slots=True)
class Reader:
    """A conversation, and the customer it is proven to belong to."""

    conversation: int
    customer: int | None


def reads_ticket(reader: Reader, conversation: int | None, customer: int | None) -> bool:
    """A report that was told in this conversation, or one of the proven customer."""
    if conversation is not None and conversation == reader.conversation:
        return True
    return customer is not None and customer == reader.customer


def reads_device(reader: Reader, customer: int | None) -> DeviceView:
    """A device that is known to be somebody else's tells whether it is covered, and nothing else."""
    return "all" if customer is None or customer == reader.customer else "coverage"


def reads_prices(reader: Reader, customer: int | None) -> bool:
    """What a contract agreed on is told to the customer whose device it is.  Anybody else who reports the device hears the
    list price, which is never below it, and that a contract's price goes before it."""
    return customer is None or customer == reader.customer


def may_ask(in_conversation: int, about_customer: int = 0) -> bool:
    """Whether another code may be made, after so many in the hour."""
    return in_conversation < MOST_CODES and about_customer < MOST_CODES


def tries_left(tries: int) -> int:
    return max(MOST_TRIES - tries, 0)


def may_undo(own_link: int, link: int) -> bool:
    """From a conversation with the customer it was bound to before: never by who came later.  ``own_link`` is 0 where
    the customer is known from the conversation itself."""
    return own_link < link
