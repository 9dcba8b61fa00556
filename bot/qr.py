"""QR codes of the addresses that people scan at a service point."""

from __future__ import annotations

from urllib.parse import quote


def address(host: str, campaign: str, point: str | None = None) -> str:
    """The public page of a campaign, or of one of its places."""
    path = f"/c/{quote(campaign)}" + (f"/{quote(point)}" if point else "")
    return host.rstrip("/") + path


def svg(url: str) -> str:
    """An image to print, black on white, with the quiet zone that readers need."""
    import segno

    made: str = segno.make(url, error="m", micro=False).svg_inline(
        scale=8, border=4, light="#fff", omitsize=False
    )
    return (
        made.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in made else made
    )


def data_uri(url: str) -> str:
    """The same for the ``src`` of an image."""
    import segno

    made: str = segno.make(url, error="m", micro=False).svg_data_uri(scale=6, border=4, light="#fff")
    return made
