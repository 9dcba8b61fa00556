"""``baoxiu serve`` and ``baoxiu chat``."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.console.oidc import Provider
    from bot.integration import Reach
    from bot.settings import Settings
    from handlers.events import Turn
    from handlers.house import House


def serve(
    host: Annotated[str | None, typer.Option(help="address to listen on (BAOXIU_HOST)")] = None,
    port: Annotated[
        int | None, typer.Option(help="port to listen on (BAOXIU_PORT)", min=1, max=65535)
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="all, web, sender or clockwork (BAOXIU_ROLE)", show_default=False)
    ] = None,
) -> None:
    """Run the server: web chat, console, REST channel, API, clockwork; with --role one part of that."""
    gc.disable()  # until everything is loaded, see bot.app
    from bot import memory

    memory.few_arenas()
    with memory.without("rich", "watchfiles"):  # for structlog and uvicorn
        from bot import logs
        from bot.app import create_app
        from bot.server import CannotListen, listen
        from bot.server import serve as run_server
    from bot.channels import pushed
    from bot.opening import open_house
    from bot.setting_names import given, unknown
    from bot.settings import Settings
    from bot.shared_limits import SharedPaces

    settings = Settings() if role is None else Settings(role=role)
    _can_share(settings)
    for sentence in unknown(given(os.environ)):
        typer.echo(f"baoxiu: {sentence}", err=True)
    logs.set_up(settings.log_level)
    house, end_traces = _traced(settings, open_house(settings))
    assert settings.secret  # a damaged key is told now and not to the first customer
    channels = pushed.opened(settings, house.plans)
    _need_schema(house)
    host, port = host or settings.host, port or settings.port
    try:
        sockets = listen(host, port)
        _greet(settings, house, host, port)
        run_server(
            create_app(
                house,
                settings,
                channels,
                allowed=settings.allowed,
                rest_origins=settings.rest_origins.split(),
                reach=_reach(settings),
                provider=_provider(settings),
                role=settings.role,
                shared=SharedPaces(settings.redis_url) if settings.redis_url else None,
            ),
            sockets,
        )
    except CannotListen as error:
        raise Failure(str(error)) from None
    finally:
        house.store.close()
        end_traces()


def _traced(settings: Settings, house: House) -> tuple[House, Callable[[], None]]:
    """The house with its steps recorded, and what to do at the end."""
    from bot import tracing

    if not settings.traces:
        return house, lambda: None
    try:
        end = tracing.set_up(settings.traces, settings.role)
    except tracing.NotInstalled as error:
        raise Failure(f"BAOXIU_TRACES: {error}") from None
    return replace(house, step=tracing.step), end


def _can_share(settings: Settings) -> None:
    if settings.role != "all" and not settings.url.startswith("postgresql"):
        raise Failure(
            f"BAOXIU_ROLE={settings.role} is for several servers with one database, which needs PostgreSQL (BAOXIU_DATABASE_URL)"
        )


def _provider(settings: Settings) -> Provider | None:
    """The identity provider of the settings."""
    if not settings.oidc_issuer:
        return None
    from importlib.util import find_spec

    from bot.console.oidc import PATH, Provider

    if find_spec("authlib") is None:
        raise Failure("BAOXIU_OIDC_ISSUER is set, but Authlib is not installed: pip install 'baoxiu[oidc]'")
    back = f"{settings.address}{PATH}/back"
    return Provider(
        settings.oidc_issuer, settings.oidc_client, settings.oidc_secret, settings.oidc_login, back
    )


def _reach(settings: Settings) -> Reach:
    """Where events may go."""
    from bot.integration import Reach
    from bot.limits import networks

    if settings.events_stream and settings.redis_url is None:
        raise Failure("BAOXIU_EVENTS_STREAM needs BAOXIU_REDIS_URL: the Redis that the stream is in")
    return Reach(
        networks(settings.events_networks),
        settings.events_stream,
        settings.redis_url,
        settings.events_stream_length,
    )


def _need_schema(house: House) -> None:
    from bot.opening import has_schema

    if not has_schema(house):
        raise Failure("the database is not up to date; run `baoxiu db upgrade` first")


def _greet(settings: Settings, house: House, host: str, port: int) -> None:
    from handlers import accounts, demo

    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    base = f"http://{shown}:{port}"
    if settings.role not in ("all", "web"):
        typer.echo(
            f"\n  baoxiu {settings.role}; its health is at {base}/readyz and {base}/metrics; Ctrl-C stops.\n"
        )
        return
    lines = [
        "",
        f"  baoxiu is at     {base}",
        f"  customers chat   {base}/chat",
        f"  engineers        {base}/console",
        f"  API              {base}/docs",
    ]
    if logins := accounts.open_demo_logins(house):
        lines += [
            "",
            f"  demo logins      {', '.join(logins)}",
            f"  demo password    {demo.PASSWORD}",
            f"  demo API token   {demo.TOKEN}",
            "  demo devices     DEMO-P3-0001 (covered), DEMO-P3-0002 (expired), DEMO-P6-0001, ...",
        ]
        if host not in ("127.0.0.1", "::1", "localhost"):
            lines += [
                "",
                "  Others can reach this address and know these logins: `baoxiu demo close` ends them.",
            ]
    lines += ["", f"  data in {settings.home.resolve()}; Ctrl-C stops.", ""]
    typer.echo("\n".join(lines))


def chat(
    plan: Annotated[str | None, typer.Option(help="service plan, such as p3")] = None,
    name: Annotated[
        str | None, typer.Option(help="go on with the conversation of this name; without it a new one begins")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="zh or en, until you have said something")] = None,
) -> None:
    """Talk to the bot in the terminal.  Numbers press buttons; Ctrl-D ends."""
    import secrets

    from bot.commands.showing import readable
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers.events import Inbound
    from handlers.texts.catalog import LANGUAGES
    from handlers.turn import BadEvent, receive

    if lang is not None and lang not in LANGUAGES:
        raise Failure(f"unknown language {lang!r}; known are {', '.join(LANGUAGES)}", 2)
    house = open_house(Settings())
    _need_schema(house)
    if plan is not None and plan not in house.plans:
        raise Failure(f"there is no plan {plan!r}; known are {', '.join(house.plans)}", 2)
    run = secrets.token_hex(8)
    address = f"terminal-{run}" if name is None else name
    try:
        turn = receive(
            house, Inbound("terminal", address, f"{run}-0", "", kind="start", plan=plan, lang=lang)
        )
    except BadEvent as error:
        raise Failure(str(error), 2) from None
    buttons = _show(turn)
    number = 0
    while True:
        try:
            said = readable(typer.prompt("", prompt_suffix="> ", default="", show_default=False)).strip()
        except (typer.Abort, EOFError):
            typer.echo("")
            return
        if not said:
            continue
        number += 1
        pressed = said.isdigit() and 1 <= int(said) <= len(buttons)
        text, kind = (buttons[int(said) - 1], "button") if pressed else (said, "text")
        try:
            buttons = _show(
                receive(house, Inbound("terminal", address, f"{run}-{number}", text, kind=kind, plan=plan))
            )
        except BadEvent as error:
            typer.echo(f"! {error}")


def _show(turn: Turn) -> list[str]:
    """Print the replies; returns the payloads of the numbered buttons."""
    payloads: list[str] = []
    for reply in turn.replies:
        typer.secho(reply.text, fg="green" if reply.author == "bot" else "yellow")
        for button in reply.buttons:
            payloads.append(button.payload)
            typer.secho(f"  [{len(payloads)}] {button.title}", fg="cyan")
    if not turn.replies:
        typer.secho("(…)", dim=True)
    return payloads
