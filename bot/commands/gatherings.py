"""``baoxiu campaign`` and ``baoxiu notice``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import Failure

campaign_app = typer.Typer(no_args_is_help=True)
notice_app = typer.Typer(no_args_is_help=True)
Code = Annotated[str, typer.Argument(help="the campaign's code, such as AUTUMN26")]


@campaign_app.callback()
def _campaign() -> None:
    """Campaigns: service points, tours, registers, reports."""


@campaign_app.command("add")
def add(file: Annotated[Path, typer.Argument(help="TOML: code, plan, name, days, points, tours")]) -> None:
    """Take a campaign in from its file."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import campaigns

    house = open_house(Settings())
    try:
        with file.open("rb") as opened:
            given = campaigns.read(opened.read(campaigns.MOST_BYTES + 1), file.name)
        code = campaigns.add(house, given)
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}", 2) from None
    except campaigns.BadCampaign as error:
        raise Failure(str(error)) from None
    typer.echo(f"campaign {code} added, {len(list(given.places()))} places: its page is /c/{code}")


@campaign_app.command("list")
def listing() -> None:
    """All campaigns, newest first."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import campaigns

    for k in campaigns.listing(open_house(Settings())):
        reported = ", reported" if k.row.reported_at else ""
        typer.echo(
            f"{k.row.code:20} {k.row.first_day} {k.row.last_day} {k.state:8} {k.registered:5} registered{reported}  "
            f"{k.name('zh')} · {k.name('en')}"
        )


@campaign_app.command("show")
def show(code: Code) -> None:
    """Dates and places of a campaign."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import campaigns

    known = campaigns.find(open_house(Settings()), code)
    if known is None:
        raise Failure(f"there is no campaign {code}")
    row = known.row
    typer.echo(
        f"{row.code}  {known.name('zh')} · {known.name('en')}  ({row.plan}, {known.state}, {known.registered} registered)"
    )
    typer.echo(f"{row.first_day} to {row.last_day}")
    for p in known.points:
        tour = f"{p.tour['zh']} · " if p.tour else ""
        typer.echo(
            f"  {p.code:16} {p.first_day} {p.last_day} {p.opens}-{p.closes}  {tour}{p.name['zh']}, {p.address}"
        )


@campaign_app.command("close")
def close(code: Code) -> None:
    """End a campaign now; its report is due from now on."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import campaigns

    try:
        campaigns.close(open_house(Settings()), code.upper())
    except campaigns.BadCampaign as error:
        raise Failure(str(error)) from None
    typer.echo(f"campaign {code.upper()} is closed")


@campaign_app.command("qr")
def qr_codes(
    code: Code,
    url: Annotated[
        str, typer.Option(help="how phones reach the server, such as https://service.example.com")
    ],
    out: Annotated[Path, typer.Option(help="folder for one SVG a place")] = Path(),
) -> None:
    """QR codes to print: one for the campaign, one for each place."""
    from bot import qr
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import campaigns

    if not url.startswith(("https://", "http://")):
        raise Failure("--url must begin with https:// (or http://)", 2)
    known = campaigns.find(open_house(Settings()), code)
    if known is None:
        raise Failure(f"there is no campaign {code}")
    out.mkdir(parents=True, exist_ok=True)
    for point in (None, *(p.code for p in known.points)):
        address = qr.address(url, known.row.code, point)
        file = out / f"{known.row.code}{'-' + point if point else ''}.svg"
        file.write_text(qr.svg(address), encoding="utf-8")
        typer.echo(f"{file}  {address}")


@campaign_app.command("report")
def report(
    code: Code,
    lang: Annotated[str, typer.Option(help="zh or en")] = "zh",
    as_csv: Annotated[bool, typer.Option("--csv", help="the whole register, with names and numbers")] = False,
    made: Annotated[bool, typer.Option("--made", help="note that the report was sent")] = False,
) -> None:
    """The summary for the general office, as Markdown."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import campaign_report, campaigns
    from handlers.people import Refused

    house = open_house(Settings())
    found = campaign_report.summary(house, code)
    if found is None:
        raise Failure(f"there is no campaign {code}")
    typer.echo(campaign_report.table(found) if as_csv else campaign_report.markdown(found, lang), nl=False)
    if made:
        try:
            campaigns.report_made(house, None, found.known.row.code)
        except Refused as refused:
            raise Failure(refused.told(lang)) from None


@notice_app.callback()
def _notice() -> None:
    """General notices to all customers of a plan."""


@notice_app.command("hotline")
def hotline(
    plan: Annotated[str, typer.Option(help="plan whose service number changes")],
    new: Annotated[str, typer.Option(help="the new number")],
) -> None:
    """Tell every customer a new service number; the same number again changes nothing."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import notices

    house = open_house(Settings())
    try:
        given = notices.hotline(house, plan, new)
    except notices.BadNotice as error:
        raise Failure(str(error)) from None
    word = "given" if given.new else "had been given before"
    typer.echo(f"notice {given.notice} {word}: {given.customers} customers, {given.left} errands left")
    known = house.plan(plan)
    if known is not None and known.hotline != " ".join(new.split()):
        typer.echo(
            f'the plan still says hotline = "{known.hotline}"; change it in its file and start the server anew'
        )


@notice_app.command("list")
def notice_list() -> None:
    """All notices, newest first."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import notices

    for n in notices.listing(open_house(Settings())):
        typer.echo(f"{n.row.id:5} {n.row.plan:8} {n.row.value:24} {n.left} of {len(n.errands)} left")


@notice_app.command("export")
def export(
    notice: Annotated[int, typer.Argument()],
    way: Annotated[str | None, typer.Option(help="mail, fax or telephone")] = None,
) -> None:
    """Errands as CSV, for letters, faxes and calls."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import notices

    text = notices.table(open_house(Settings()), notice, way)
    if text is None:
        raise Failure(f"there is no notice {notice}")
    typer.echo(text, nl=False)


@notice_app.command("done")
def done(
    notice: Annotated[int, typer.Argument()],
    way: Annotated[str | None, typer.Option(help="all of this way: mail, fax or telephone")] = None,
    errand: Annotated[int | None, typer.Option(help="this one")] = None,
    impossible: Annotated[str, typer.Option(help="why it cannot be done")] = "",
) -> None:
    """Tick off errands."""
    from bot.opening import open_house
    from bot.settings import Settings
    from handlers import notices
    from handlers.people import Refused
    from handlers.queue import Gone

    status = "impossible" if impossible else "done"
    try:
        count = notices.tick(open_house(Settings()), None, notice, status, impossible, errand=errand, way=way)
    except Refused as refused:
        raise Failure(str(refused), 2) from None
    except Gone as gone:
        raise Failure(str(gone)) from None
    typer.echo(f"{count} ticked off")
