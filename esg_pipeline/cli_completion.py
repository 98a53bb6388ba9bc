"""`esg completion`: the script that lets a shell complete the command, and what it completes from published data."""

import shlex
from collections.abc import Callable

import click
from click.shell_completion import CompletionItem, get_completion_class

# The reader is imported where it is asked, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_ESG_COMPLETE"

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def published_issuers(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Published issuers whose ids begin so, in either case, with their names; none that a shell would misread."""
    from esg_pipeline.display import clean
    from esg_pipeline.reader import published_reader

    try:
        rows = list(published_reader().issuers().iter_rows())
    except (RuntimeError, OSError):  # A shell that completes shows no errors.
        return []
    return [
        CompletionItem(issuer_id, help=clean(name))
        for issuer_id, name, *_ in rows
        if issuer_id.upper().startswith(begun.upper()) and shlex.quote(issuer_id) == issuer_id
    ]


def published_dates(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Published rating dates that begin so, newest first; in a range A..B the second one."""
    from esg_pipeline.reader import published_reader

    start, dots, rest = begun.rpartition("..")
    try:
        days = [day.isoformat() for day in reversed(published_reader().rating_dates())]
    except (RuntimeError, OSError):
        return []
    return [CompletionItem(f"{start}{dots}{day}") for day in days if day.startswith(rest)]


@click.command("completion", short_help="Print the script that lets your shell complete esg.")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the script that lets a shell complete commands, options, issuers and rating dates with the Tab key.

    Issuers and dates are those of the published file, so they complete after the first `esg run`.

    \b
    Example:
      esg completion bash >> ~/.bashrc
      esg completion zsh >> ~/.zshrc
      esg completion fish > ~/.config/fish/completions/esg.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"{shell} cannot complete commands")
    click.echo(made(ctx.find_root().command, {}, "esg", VARIABLE).source())
