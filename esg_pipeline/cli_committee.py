"""`esg committee`: draft, check and list the committee's decisions, and the record of a rating. No rule is here."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esg_pipeline.cli_options import day_option, echo_csv, echo_json, machine_formats, one_of_both, rating_date_option
from esg_pipeline.cli_published import published_date, rated_issuer
from esg_pipeline.methodology.codes import DecisionKind, Grade, ReasonCode

if TYPE_CHECKING:
    from esg_pipeline.committee_desk import Desk
    from esg_pipeline.decision_draft import Draft

# What a command needs is imported inside it, so that `esg --help` answers at once; \b tells click to keep lines.
# ruff: noqa: PLC0415, D301

FOLDER = click.Path(file_okay=False, path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
GRADES = click.Choice([str(grade) for grade in Grade if grade is not Grade.NR])
REASONS = click.Choice([str(code) for code in ReasonCode])


@click.group("committee", short_help="Decide about grades, and keep the record.")
def committee_group() -> None:
    """Draft, check and list the decisions of the rating committee, and write the record of a rating.

    A decision is a file in committee/ of the store (ESG_DATA_DIR). It takes effect with the
    next `esg run`; the grade by rule is always kept beside the grade that stands.

    \b
    Example:
      esg committee draft 360DIGITECH --rating-date 2022-10-31 --to CCC --by "A. Wang"
        --reason-code event_not_captured --reason "The court's ruling is in no register."
    """


@committee_group.command(short_help="Write the draft of a decision.")
@click.argument("issuer")
@click.option("--rating-date", "day", callback=day_option, metavar="DATE", required=True, help="It takes effect there.")
@click.option("--to", "grade", type=GRADES, help="Another grade than the rule grade.")
@click.option("--hold", is_flag=True, help="Keep the grade of the rating date before.")
@click.option("--withdraw", is_flag=True, help="Take the grade away.")
@click.option("--reason-code", type=REASONS, metavar="CODE", required=True, help=f"One of {', '.join(ReasonCode)}.")
@click.option("--reason", required=True, metavar="TEXT", help="The reason in words.")
@click.option("--by", "proposer", required=True, metavar="NAME", help="Who proposes it.")
@click.option("--evidence", metavar="TEXT", multiple=True, help="A document's SHA-256, an observation id, a citation.")
@click.option("--expires", callback=day_option, metavar="DATE", help="Default: 12 months after the rating date.")
@click.option("--supersedes", metavar="ID", help="The decision whose place it takes.")
def draft(  # noqa: PLR0913, PLR0917 - one per option
    issuer: str,
    day: date,
    grade: str | None,
    hold: bool,
    withdraw: bool,
    reason_code: str,
    reason: str,
    proposer: str,
    evidence: tuple[str, ...],
    expires: date | None,
    supersedes: str | None,
) -> None:
    """Write the draft of a decision, with the published grades filled in and the approver left blank.

    A draft has no effect. The file says how it becomes a decision.

    \b
    Example:
      esg committee draft 360DIGITECH --rating-date 2022-10-31 --withdraw --by "A. Wang"
        --reason-code issuer_request --reason "The issuer asked." --evidence "Letter of 2022-11-01"
    """
    if [bool(grade), hold, withdraw].count(True) != 1:
        raise click.UsageError("say what is decided: one of --to GRADE, --hold and --withdraw")
    from esg_pipeline.decision_draft import Proposal
    from esg_pipeline.decision_draft import draft as write_draft
    from esg_pipeline.reader import published_reader

    issuer_id, on = rated_issuer(published_reader(), issuer, day)
    kind = DecisionKind.OVERRIDE if grade else DecisionKind.HOLD if hold else DecisionKind.WITHDRAWAL
    proposal = Proposal(kind, issuer_id, on, grade, reason_code, reason, proposer, evidence, expires, supersedes)
    told(write_draft(desk(), proposal))


@committee_group.command(short_help="Write the draft of an adoption.")
@click.argument("version", metavar="DIR", type=EXISTING_FOLDER)
@click.option("--from", "day", callback=day_option, metavar="DATE", required=True, help="First rating date.")
@click.option("--report", type=EXISTING_FILE, required=True, help="What `esg methodology impact` said of it.")
@click.option("--reason", required=True, metavar="TEXT", help="The reason in words.")
@click.option("--by", "proposer", required=True, metavar="NAME", help="Who proposes it.")
def adopt(version: Path, day: date, report: Path, reason: str, proposer: str) -> None:
    """Write the draft of the decision to rate by the version in DIR from a rating date on.

    Once decided, no other version can rate from that date on. The report is copied beside the
    file, and its hash is kept. `esg methodology impact A B --json` writes such a report.

    \b
    Example:
      esg committee adopt v1_1 --from 2023-04-30 --report impact.json --by "A. Wang"
        --reason "Annual review of the benchmarks."
    """
    from esg_pipeline.decision_draft import Adoption, draft_adoption
    from esg_pipeline.methodology.read import load_methodology

    method = load_methodology(version)
    told(draft_adoption(desk(), Adoption(method.version, method.hash, day, report, reason, proposer)))


def told(written: "Draft") -> None:
    """Says where a draft lies and what the committee should know."""
    from esg_pipeline.display import clean

    click.echo(f"Draft {written.decision_id}: {clean(written.path)}")
    for note in written.notes:
        click.echo(f"Note: {clean(note)}")
    click.echo("Next: fill in approver and decided_date, take .draft out of the name, esg committee check")


@committee_group.command(short_help="Hold every decision against the rules.")
def check() -> None:
    """Hold every decision file against the rules and the published grades, drafts too.

    Exit code 1 when a rule is broken; every problem stands on a line of its own.

    \b
    Example:
      esg committee check
    """
    from esg_pipeline.display import clean

    found = desk()
    problems = found.problems()
    for problem in problems:
        click.echo(clean(problem), err=True)
    for note in found.notes():
        click.echo(f"Note: {clean(note)}")
    if problems:
        raise click.ClickException(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}")
    number = len(found.filed.decisions)
    click.echo(f"{number} decision{'' if number == 1 else 's'}, no problem")


@committee_group.command("list", short_help="List decisions and what they do.")
@rating_date_option("the newest one published.")
@machine_formats()
def list_command(day: date | None, as_json: bool, as_csv: bool) -> None:
    """List the decisions that bear on a rating date, and what the next run would make of each.

    \b
    Example:
      esg committee list --rating-date 2022-10-31
    """
    one_of_both(as_json=as_json, as_csv=as_csv)
    from esg_pipeline.committee_view import decisions_table, further_lines
    from esg_pipeline.display import console
    from esg_pipeline.reader import published_reader

    on = published_date(published_reader(), day)
    found = desk()
    decisions = found.judged(on).decisions
    if as_json:
        echo_json(decisions.to_dicts())
    elif as_csv:
        echo_csv(decisions.to_dicts(), decisions.columns)
    else:
        out = console()
        if decisions.height:
            out.print(decisions_table(decisions))
        for line in further_lines(found.filed, decisions, on):
            out.print(line, soft_wrap=True)


@committee_group.command(short_help="Write the record of one rating.")
@click.argument("issuer")
@rating_date_option("the newest one it is rated on.")
@click.option("--out", type=FOLDER, required=True, help="Folder to write.")
def record(issuer: str, day: date | None, out: Path) -> None:
    """Write who decided what on which papers by which method: record.json, record.md, SHA256SUMS.

    \b
    Example:
      esg committee record 360DIGITECH --rating-date 2022-10-31 --out record
    """
    from esg_pipeline.display import clean
    from esg_pipeline.reader import published_reader
    from esg_pipeline.record_pack import write_record

    reader = published_reader()
    issuer_id, on = rated_issuer(reader, issuer, day)
    for file in write_record(reader, issuer_id, on, out):
        click.echo(f"Written: {clean(file)}")


def desk() -> "Desk":
    """The store's decisions beside the published file, where this process looks for them."""
    from datetime import UTC, datetime

    from esg_pipeline import paths
    from esg_pipeline.committee_desk import Desk
    from esg_pipeline.methodology.read import load_methodology

    method = load_methodology(paths.methodology_dir())
    return Desk(paths.data_dir(), paths.published_file(), datetime.now(tz=UTC).date(), method.hash)
