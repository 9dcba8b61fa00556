"""What other systems may do: tokens of the API, and subscriptions to what happens.  Secrets are shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import audit, integration, tokens
from handlers.house import House
from handlers.people import Actor, Refused
from handlers.rules import integration as catalogue

MOST = 100  # tokens


@dataclass(frozen=True, slots=True)
class Page:
    tokens: Sequence[tokens.Token]
    scopes: Sequence[str]
    shown: tuple[str, str] | None = None  # a name and its new secret, shown this once


def page(house: House, user: Actor, shown: tuple[str, str] | None = None) -> Page:
    user.need("see_registry")
    return Page(tokens.listing(house), tokens.SCOPES, shown)


def add_token(house: House, user: Actor, name: str, scopes: Sequence[str]) -> tuple[str, str]:
    """A new token; returns its name and its secret, which is shown once."""
    user.need("registry")
    if len(tokens.listing(house)) >= MOST:
        raise Refused("too-many", most=str(MOST))
    if not scopes:
        raise Refused("token-scopes")
    try:
        secret = tokens.create(house, name, scopes)
    except tokens.BadToken as error:
        raise Refused("token", what=error.told(user.lang)) from None
    _note(house, user, "token.made", f"token:{name.strip()}", scopes=", ".join(scopes))
    return name.strip(), secret


def revoke(house: House, user: Actor, name: str) -> None:
    """From now on the token opens nothing."""
    user.need("registry")
    if not tokens.remove(house, name):
        raise Refused("gone")
    _note(house, user, "token.revoked", f"token:{name}")


def subscribe(
    house: House,
    user: Actor,
    key: str,
    *,
    url: str,
    name: str,
    types: Sequence[str],
    plan: str,
    personal: bool,
) -> tuple[str, str]:
    """A new webhook; returns its target and its secret, which is shown once."""
    user.need("registry")
    try:
        number, secret = integration.subscribe(
            house, key, url, types=types, plans=[plan] if plan else (), personal=personal, name=name
        )
    except integration.BadSubscription as error:
        raise Refused("subscription", what=error.told(user.lang)) from None
    except catalogue.BadTypes as error:
        raise Refused("subscription", what=str(error)) from None
    _note(
        house,
        user,
        "subscription.added",
        f"subscription:{number}",
        target=integration.shown(url),
        personal=personal,
    )
    return integration.shown(url), secret


def _note(house: House, user: Actor, action: str, about: str, **data: object) -> None:
    now = house.now()
    house.store.write(lambda tx: audit.note(tx, now, user.owner, action, about, **data))
