"""The `drawdown` command: each command is one call."""

from pathlib import Path

import click

from analysis import record


@click.group()
@click.version_option(package_name="iraq-drawdown")
def main() -> None:
    """The US and coalition drawdown from Iraq, as it was known on any day."""


@main.command()
@click.option(
    "--as-of",
    metavar="DAY",
    help="Tell the story as known on this day; default: the last day of the record.",
)
@click.option(
    "-p",
    "pairs",
    nargs=2,
    multiple=True,
    metavar="NAME VALUE",
    help="Set a parameter of the chapters.",
)
@click.option(
    "-f",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Read parameters from a YAML file.",
)
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("build/drawdown.pdf"),
    show_default=True,
    metavar="FILE",
    help="The file to write.",
)
def report(as_of, pairs, file, output) -> None:
    """Print the dossier as a PDF, or as one web page if FILE ends in .html."""
    from analysis import report as reports
    from analysis.report.parameters import from_yaml

    try:
        given = (from_yaml(file) if file else {}) | dict(pairs)
        if as_of is not None:
            given["as_of"] = as_of
        click.echo(reports.build(given, output, lambda line: click.echo(line, err=True)))
    except reports.BadParameter as error:
        raise click.UsageError(str(error)) from None
    except (reports.ChapterFailed, reports.TypesettingFailed, OSError) as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument(
    "directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=record.DATA
)
def check(directory) -> None:
    """Check the record, or a copy of it in DIRECTORY; list every finding."""
    try:
        findings = record.check(directory)
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from None
    for finding in findings:
        click.echo(finding)
    click.echo(f"{len(findings)} findings" if findings else "no findings", err=True)
    raise SystemExit(1 if findings else 0)


@main.command()
@click.argument("pdf", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(pdf) -> None:
    """Run a printed dossier again from what is attached to it, and compare."""
    from analysis import report as reports

    try:
        verdicts = reports.verify(pdf, lambda line: click.echo(line, err=True))
    except reports.NotADossier as error:
        raise click.UsageError(str(error)) from None
    for verdict in verdicts:
        click.echo(verdict)
    raise SystemExit(0 if all(verdict.holds for verdict in verdicts) else 1)
