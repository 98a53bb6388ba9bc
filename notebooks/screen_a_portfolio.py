"""A portfolio of bonds: how much of it is graded, how good that is beside the universe, what a screen leaves of it."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Screen a portfolio")

with app.setup:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import marimo as mo
    import polars as pl

    from esg_pipeline import paths
    from esg_pipeline.display import percent, truncated
    from esg_pipeline.grade import BEST_TO_WORST
    from esg_pipeline.holdings import HoldingsError, read_holdings
    from esg_pipeline.notebook import grade_bars, note, shown
    from esg_pipeline.portfolio import portfolio
    from esg_pipeline.portfolio_view import rows
    from esg_pipeline.reader import PublishedReader
    from esg_pipeline.screen import Screen, ScreenError, screened

    EXAMPLE = 40


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Screen a portfolio

    A CSV file with a bond code, an ISIN or an issuer id per line, and a weight. The file stays on this machine. Start
    with `-- --holdings holdings.csv` to open one at once; until then some bonds of the published file stand in.
    """)
    return


@app.cell
def _():
    published = paths.published_file()
    mo.stop(mo.running_in_notebook() and not published.exists(), note(f"{published} is not there yet: run `esg run`"))
    reader = PublishedReader(published)
    dates = [str(day) for day in reversed(reader.rating_dates())]
    mo.stop(not dates, note("No rating is published yet: run `esg run`"))
    upload = mo.ui.file(filetypes=[".csv"], label="Holdings as CSV")
    rating_date = mo.ui.dropdown(dates, value=dates[0], label="Rating date", allow_select_none=False)
    lowest = mo.ui.dropdown(BEST_TO_WORST, value="B", label="Leave out what is graded below")
    best = mo.ui.slider(5, 100, 5, value=100, label="Keep the best of each industry, %", show_value=True)
    keeps_unrated = mo.ui.checkbox(label="Keep what has no grade")
    mo.vstack([mo.hstack([upload, rating_date], justify="start", wrap=True), lowest, best, keeps_unrated])
    return best, keeps_unrated, lowest, rating_date, reader, upload


@app.cell
def _(rating_date, reader):
    on = next(day for day in reader.rating_dates() if str(day) == rating_date.value)
    ratings, bonds = reader.ratings(on), reader.portfolio_bonds(on)
    return bonds, on, ratings


@app.cell
def _(bonds, ratings, upload):
    def holdings():
        """What is held, and where that stands; an example from the published file while nobody names a file."""
        given = mo.cli_args().get("holdings")
        with TemporaryDirectory() as folder:
            if upload.contents():
                file, name = Path(folder) / "holdings.csv", upload.name() or "the uploaded file"
                file.write_bytes(upload.contents())
            elif given:
                file, name = Path(str(given)), str(given)
            else:
                file, name = Path(folder) / "example.csv", "An example, not a portfolio"
                outstanding = bonds.filter("is_outstanding")["bond_id"].head(EXAMPLE)
                codes = outstanding if outstanding.len() else ratings["issuer_id"].head(EXAMPLE)
                pl.DataFrame({"code": codes, "weight": [1.0] * codes.len()}).write_csv(file)
            return read_holdings(file), name

    try:
        (held, source), problem = holdings(), ""
    except HoldingsError as error:
        problem = str(error)
    mo.stop(bool(problem), note(problem))
    return held, source


@app.cell
def _(bonds, held, on, ratings, source):
    before = portfolio(held, ratings, bonds, on)
    mean = f"the universe averages {truncated(before.universe.mean_score)} over {before.universe.issuers:,} issuers"
    between = f"With the universe's worst or best in place of what has no grade: {truncated(before.score_low)} to "
    standing = note(
        f"{source}, {len(before.positions):,} positions on {on}",
        f"{percent(before.coverage)} of the weight has a grade; its score is {truncated(before.score)}, {mean}.",
        between + f"{truncated(before.score_high)}.",
        *(["SIMULATED issuers are among them."] if any(p.is_simulated for p in before.positions) else []),
    )
    bars = grade_bars(
        before.grades, "Weight per grade; the mark is the universe's share of issuers", before.universe.grades
    )
    mo.vstack([standing, bars])
    return bars, before, standing


@app.cell
def _(bars, before, best, keeps_unrated, lowest, standing):
    def screen():
        """What stays and what goes, or why nothing can."""
        asked = Screen(lowest.value, best.value / 100, keeps_unrated.value)
        try:
            result = screened(before, asked)
        except ScreenError as error:
            return note(str(error)), shown(pl.DataFrame())
        kept, gone = len(result.after.positions), len(result.left_out)
        told = note(
            f"The screen keeps {kept:,} positions and leaves out {gone:,}. The score moves from "
            f"{truncated(before.score)} to {truncated(result.after.score)}; {percent(result.active_share)} of the "
            f"weight is traded, no position moves by more than {percent(result.largest_change)}."
        )
        each = pl.DataFrame(rows(before, result), infer_schema_length=None).select(
            *("code", "name", "grade", "score"),
            weight_pct=(pl.col("weight") * 100).round(9),
            weight_pct_after=(pl.col("weight_after").cast(pl.Float64) * 100).round(9),
            left_out="left_out",
            is_simulated="is_simulated",
        )
        return told, shown(each, "Position by position")

    outcome, positions = screen()
    if mo.app_meta().mode == "script":
        print(standing, bars, outcome, positions, sep="\n\n")
    mo.vstack([outcome, positions])
    return outcome, positions


if __name__ == "__main__":
    app.run()
