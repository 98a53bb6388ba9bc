"""`esg explore`: the published file in a browser. Reads its options and starts the server."""

import click

# What the command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

HIGHEST = 65535


@click.command("explore", short_help="Look at the published file in a browser.")
@click.option("--port", type=click.IntRange(1, HIGHEST), default=8765, show_default=True, help="Port on this machine.")
def explore_command(port: int) -> None:
    """Look at the published file in a browser, on this machine only: issuers, trees down to the quote, what-if.

    \b
    Example:
      esg explore --port 8765
    """
    from esg_pipeline.explorer.app import place, serve
    from esg_pipeline.reader import published_reader

    reader = published_reader()
    if not reader.file.exists():
        click.echo(f"Nothing is published at {reader.file} yet: `esg run` in another terminal makes it.", err=True)
    try:
        with place(port) as at:
            click.echo(f"http://127.0.0.1:{port} (Ctrl-C ends it)")
            serve(reader, at)
    except OSError as error:
        raise click.ClickException(
            f"port {port}: {error.strerror}; try esg explore --port {next_port(port)}"
        ) from error


def next_port(port: int) -> int:
    """Another port to try."""
    return port + 1 if port < HIGHEST else port - 1
