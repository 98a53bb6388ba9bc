"""`esg explore`: the published file in a browser. Reads its options and starts the server."""

from importlib.util import find_spec

import click

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

NEEDED = ("starlette", "uvicorn")


@click.command("explore", short_help="Look at the published file in a browser.")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Port on this machine.")
def explore_command(port: int) -> None:
    """Look at the published file in a browser, on this machine only: issuers, trees down to the quote, what-if.

    \b
    Example:
      esg explore --port 8765
    """
    if not all(find_spec(name) for name in NEEDED):
        raise click.ClickException("the explorer needs a web server: pip install 'esg-pipeline[apps]'")
    from esg_pipeline.explorer.app import serve
    from esg_pipeline.reader import published_reader

    address = f"http://127.0.0.1:{port}"
    click.echo(f"{address} (Ctrl-C ends it)")
    serve(published_reader(), address)
