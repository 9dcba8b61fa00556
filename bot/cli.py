"""The command ``baoxiu``.  Heavy things are imported by the commands that need them."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import (
    audit,
    customers,
    data,
    dealers,
    devices,
    doctor,
    duty,
    events,
    gatherings,
    hotline,
    keys,
    learn,
    learning,
    plan,
    planned,
    rasa,
    reports,
    run,
    simulate,
    staff,
    understand,
    working,
)

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    name="baoxiu",
    help="After-sales intake: fault reports in, engineers sent, promises kept.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.serve)
app.command()(run.chat)
app.command()(doctor.doctor)
app.command()(hotline.intake)
app.command()(simulate.simulate)
app.command()(understand.parse)
app.command()(understand.when)
app.command()(learning.evaluate)
app.command()(learning.train)
app.add_typer(data.import_app, name="import", help="Import master data.")
app.add_typer(audit.app, name="audit", help="The log of what people of ours did.")
app.add_typer(duty.app, name="duty", help="Who is on duty.")
app.add_typer(devices.app, name="device", help="Devices.")
app.add_typer(customers.app, name="customer", help="Customers' own data.")
data.import_app.command("registrations")(dealers.registrations)
data.ticket_app.command("register")(dealers.register)
app.add_typer(dealers.app, name="dealer", help="Dealers.")
app.add_typer(data.ticket_app, name="ticket", help="Look at tickets.")
app.add_typer(learn.app, name="learn", help="Learn from what people corrected.")
app.add_typer(plan.app, name="plan", help="Service plans.")
app.add_typer(planned.app, name="planned", help="Planned work: inspections, maintenance, visits, training.")
app.add_typer(gatherings.campaign_app, name="campaign", help="Campaigns: service points, registers, reports.")
app.add_typer(gatherings.notice_app, name="notice", help="General notices to all customers.")
app.add_typer(events.app, name="events", help="Events to other systems (ERP, CRM): webhooks.")
app.add_typer(reports.app, name="report", help="What counts in the reports.")
app.add_typer(rasa.app, name="rasa", help="Our training data for people who run Rasa.")
app.add_typer(keys.app, name="keys", help="Keys that personal data are sealed with.")
app.add_typer(data.db_app, name="db", help="The database.")
data.user_app.command("work")(working.user_work)
app.add_typer(data.user_app, name="user", help="People who work in the console.")
app.add_typer(staff.app, name="staff", help="People of ours on Telegram.")
app.add_typer(data.token_app, name="token", help="API tokens.")
app.add_typer(data.demo_app, name="demo", help="Demo data.")
app.add_typer(data.stock_app, name="stock", help="Spare parts and standby units.")


@app.command()
def version(short: Annotated[bool, typer.Option("--short", help="the number alone")] = False) -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    typer.echo(installed("baoxiu") if short else f"baoxiu {installed('baoxiu')}")


def main() -> None:
    """Run the command; an error is one clear line and an exit code, never a traceback."""
    from bot.commands.failing import Failure

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character shows another one
    try:
        _guarded(app)
    except Failure as failure:
        typer.echo(f"baoxiu: {failure}", err=True)
        sys.exit(failure.code)


def _guarded(run_app: Callable[[], None]) -> None:
    from bot.commands.failing import Failure, explain

    try:
        run_app()
    except (Failure, SystemExit):
        raise
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        known = explain(error)
        if known is None:
            raise
        _fail(known)


def _fail(message: str) -> NoReturn:
    typer.echo(f"baoxiu: {message}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
