"""Causes of a fault as a plan names them, and what it wants to follow from each (P2.3, P4.2, P4.5)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from handlers.rules.parts import Part, Text
from handlers.rules.wrong import Mistake


class Cause(Part):
    """``fee``: ``free``; ``warranty`` (free within the term, by the price list after it); ``charged``.
    ``charge``: what of the price list is charged within the term: all of it, or ``material`` only."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    name: Text
    clause: str
    fee: Literal["free", "warranty", "charged"] = "warranty"
    charge: Literal["list", "material"] = "list"
    explain: Text  # what the customer is told
    way: Text | None = None  # a way of helping that the customer is offered
    tell_supplier: bool = False
    form: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]{1,39}$")
    approve: Literal["supervisor", "administrator"] | None = None

    @model_validator(mode="after")
    def _material_is_charged(self) -> Cause:
        if self.charge == "material" and self.fee != "charged":
            raise Mistake("charge-for-charged", "'charge' is for a cause whose 'fee' is \"charged\"")
        return self
