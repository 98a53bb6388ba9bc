"""One issuer: its grade, the tree of its score down to the quotes, its history, and why it changed."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="One issuer")

with app.setup:
    from datetime import date

    import marimo as mo
    import polars as pl

    from esg_pipeline import paths
    from esg_pipeline.display import truncated
    from esg_pipeline.explain import IssuerNotFoundError
    from esg_pipeline.issuer_search import find_issuer
    from esg_pipeline.notebook import grade_bars, note, shown
    from esg_pipeline.reader import PublishedReader
    from esg_pipeline.warehouse import attached
    from esg_pipeline.why_reader import NothingBeforeError, explained_change, two_dates


@app.cell(hide_code=True)
def _():
    mo.md("""
    # One issuer

    From the grade down to the words of a report, and from one rating date to the next. Start it with
    `-- --issuer 360DIGITECH` to open an issuer at once.
    """)
    return


@app.cell
def _():
    published = paths.published_file()
    mo.stop(mo.running_in_notebook() and not published.exists(), note(f"{published} is not there yet: run `esg run`"))
    reader = PublishedReader(published)
    con = attached(published)
    issuers = reader.issuers().drop_nulls("rating_dates")
    return con, issuers, reader


@app.cell
def _(issuers):
    asked = mo.cli_args().get("issuer") or (issuers["issuer_id"][0] if issuers.height else "")
    issuer = mo.ui.text(str(asked), label="Issuer id", debounce=True)
    issuer
    return (issuer,)


@app.cell
def _(issuer, issuers):
    try:
        issuer_id, unknown = find_issuer(issuers, issuer.value), ""
    except IssuerNotFoundError as error:
        issuer_id, unknown = "", str(error)
    mo.stop(bool(unknown), note(unknown))
    dates = [str(day) for day in issuers.filter(pl.col("issuer_id") == issuer_id)["rating_dates"][0]]
    rating_date = mo.ui.dropdown(dates, value=dates[-1], label="Rating date", allow_select_none=False)
    rating_date
    return issuer_id, rating_date


@app.cell
def _(con, issuer_id, rating_date):
    on = {"issuer_id": issuer_id, "rating_date": rating_date.value}
    rating = con.sql(
        """
        select *
        from mart.issuer_rating
        where issuer_id = $issuer_id and rating_date = $rating_date::date
        """,
        params=on,
    ).pl()
    tree = con.sql(
        """
        select node_level, node_id, node_name, score, weight, contribution, coverage, is_simulated
        from mart.score_tree
        where issuer_id = $issuer_id and rating_date = $rating_date::date and weight > 0
        order by sort_order, node_level = 'key_issue', node_level = 'theme'
        """,
        params=on,
    ).pl()
    return on, rating, tree


@app.cell
def _(con, on, rating):
    probabilities = con.sql(
        """
        select p.grade, p.probability
        from rating.grade_probability as p
        inner join reference.grade_scale as g on p.grade = g.grade
        where p.issuer_id = $issuer_id and p.rating_date = $rating_date::date
        order by g.notch
        """,
        params=on,
    ).pl()
    head = shown(
        rating.select(
            "issuer_name", "industry_name", "grade", "score", "score_low", "score_high", "coverage", "is_simulated"
        ),
        f"{on['issuer_id']} on {on['rating_date']}",
    )
    likely = grade_bars(dict(probabilities.rows()), "How probable each grade is") if probabilities.height else ""
    mo.vstack([head, likely])
    return (head,)


@app.cell
def _(tree):
    indent = {"total": "", "pillar": ". ", "theme": ". . ", "key_issue": ". . . "}
    nodes = shown(
        tree.select(
            node=pl.col("node_level").replace_strict(indent, return_dtype=pl.String) + pl.col("node_name"),
            score="score",
            weight="weight",
            contribution="contribution",
            coverage="coverage",
            is_simulated="is_simulated",
        ),
        "The tree: score x weight = contribution; the contributions of a level sum to the score",
    )
    nodes
    return (nodes,)


@app.cell
def _(tree):
    key_issues = tree.filter(pl.col("node_level") == "key_issue").sort("coverage", descending=True, maintain_order=True)
    options = dict(key_issues.select("node_name", "node_id").rows())
    key_issue = mo.ui.dropdown(options, value=next(iter(options), None), label="Key issue")
    key_issue
    return (key_issue,)


@app.cell
def _(con, key_issue, on):
    evidence = con.sql(
        """
        select
            data_point_name, score, origin, input_value, input_unit, fiscal_year,
            coalesce(quote, citation) as quote, line, page, source
        from mart.evidence
        where issuer_id = $issuer_id and rating_date = $rating_date::date and key_issue_id = $key_issue_id
        order by quote is null, data_point_id, input_number
        """,
        params={**on, "key_issue_id": key_issue.value},
    ).pl()
    proof = shown(evidence, f"What {key_issue.selected_key} rests on, down to the words")
    proof
    return (proof,)


@app.cell
def _(con, issuer_id):
    past = con.sql(
        """
        select
            rating_date, grade, score, action, cap_rule_id, decision_id, coverage, version, version_cause,
            is_simulated
        from mart.issuer_rating
        where issuer_id = $issuer_id
        order by rating_date
        """,
        params={"issuer_id": issuer_id},
    ).pl()
    history = shown(past, "History")
    history
    return (history,)


@app.cell
def _(issuer_id, on, reader):
    def reasons():
        """The causes of the change since the rating date before, each with its largest data points."""
        try:
            first, last = two_dates(reader, issuer_id, None, date.fromisoformat(on["rating_date"]))
            found = explained_change(reader, issuer_id, first, last)
        except NothingBeforeError as error:
            return note(str(error))
        rows = [
            {"cause": cause.cause, "points": cause.points, "data_point": move.name, "of_which": move.points}
            for cause in found.causes
            for move in cause.moves[:3]
        ]
        schema = {"cause": pl.String, "points": pl.Float64, "data_point": pl.String, "of_which": pl.Float64}
        change = f"{truncated(found.before.score)} to {truncated(found.after.score)}"
        return shown(
            pl.DataFrame(rows, schema=schema), f"Why: score {change} since {first}, three data points per cause"
        )

    why = reasons()
    why
    return (why,)


@app.cell(hide_code=True)
def _(con, head, history, nodes, proof, why):
    if mo.app_meta().mode == "script":
        print(head, nodes, proof, history, why, sep="\n\n")
        con.close()
    return


if __name__ == "__main__":
    app.run()
