"""Asks the published ratings: who has which grade, in which industry, and any question of your own in SQL."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Ask the ratings")

with app.setup:
    import marimo as mo
    import polars as pl

    from esg_pipeline import paths
    from esg_pipeline.grade import BEST_TO_WORST
    from esg_pipeline.notebook import grade_bars, note, shown
    from esg_pipeline.warehouse import WarehouseError, ask, attached


@app.cell(hide_code=True)
def _():
    mo.md("""
    # Ask the ratings

    Everything here is read from `published.duckdb`, and nothing can be written to it. Change a filter and all that
    depends on it follows; start the notebook with `marimo edit` to change the questions themselves.
    """)
    return


@app.cell
def _():
    published = paths.published_file()
    mo.stop(mo.running_in_notebook() and not published.exists(), note(f"{published} is not there yet: run `esg run`"))
    con = attached(published)
    return con, published


@app.cell
def _(con):
    ratings = con.sql(
        """
        select
            i.rating_date, i.issuer_id, i.issuer_name, i.industry_name, i.grade, i.score, i.coverage, i.is_simulated
        from mart.issuer_rating as i
        left join reference.grade_scale as g on i.grade = g.grade
        order by i.rating_date desc, g.notch nulls last, i.score desc nulls last, i.issuer_id
        """
    ).pl()
    return (ratings,)


@app.cell
def _(ratings):
    dates = [str(day) for day in ratings["rating_date"].unique(maintain_order=True)]
    industries = sorted(ratings["industry_name"].unique())
    rating_date = mo.ui.dropdown(dates, value=dates[0] if dates else None, label="Rating date")
    industry = mo.ui.multiselect(industries, label="Industries (none: all)")
    lowest = mo.ui.dropdown([*BEST_TO_WORST, "NR"], value="NR", label="Down to the grade")
    real_only = mo.ui.checkbox(label="Real issuers only")
    mo.hstack([rating_date, industry, lowest, real_only], justify="start", wrap=True)
    return industry, lowest, rating_date, real_only


@app.cell
def _(industry, lowest, rating_date, ratings, real_only):
    scale = [*BEST_TO_WORST, "NR"]
    good_enough = scale[: scale.index(lowest.value or "NR") + 1]
    chosen = ratings.filter(
        pl.col("rating_date").cast(pl.String) == (rating_date.value or ""),
        pl.col("industry_name").is_in(industry.value) | (not industry.value),
        pl.col("grade").is_in(good_enough),
        ~pl.col("is_simulated") | (not real_only.value),
    )
    title = f"{chosen.height:,} issuers on {rating_date.value}, the best first"
    found = shown(chosen.drop("rating_date"), title, rows=25)
    return chosen, found, scale


@app.cell
def _(chosen, scale):
    counts = dict(chosen.group_by("grade").len().rows())
    bars = grade_bars(
        {grade: counts.get(grade, 0) / max(1, chosen.height) for grade in scale}, "Grades of these issuers"
    )
    bars
    return (bars,)


@app.cell
def _(found):
    found
    return


@app.cell
def _(chosen, scale):
    by_industry = (
        chosen.pivot("grade", index="industry_name", values="issuer_id", aggregate_function="len")
        .select("industry_name", *(pl.col(f"^{grade}$") for grade in scale))
        .fill_null(0)
        .sort("industry_name")
    )
    shown(by_industry, "How many issuers of an industry have each grade")
    return (by_industry,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## A question of your own

    One SELECT on the tables of the file, which is all that it sees of this machine; `docs/cookbook.md` has twenty to
    start from. In `marimo edit`, a cell with `con.sql(...).pl()` or an SQL cell of marimo on `con` does the same.
    Show answers with `shown(...)`: where a name is the address of a picture, marimo's own table asks for that picture.
    """)
    return


@app.cell
def _():
    first = """
    select node_name as key_issue, count(*) as issuers, avg(score) as mean_score, avg(coverage) as mean_coverage
    from mart.latest_score_tree
    where node_level = 'key_issue' and weight > 0
    group by node_name
    order by mean_score, node_name
    limit 10
    """
    first_question = "\n".join(line.strip() for line in first.strip().splitlines())
    question = mo.ui.code_editor(first_question, language="sql", min_height=140, label="SQL").form(
        submit_button_label="Ask"
    )
    question
    return first_question, question


@app.cell
def _(first_question, published, question):
    def answer_to(statement: str):
        """The answer, or what is wrong with the question."""
        try:
            return shown(ask(published, statement))
        except WarehouseError as error:
            return note(str(error))

    answer = answer_to(question.value or first_question)
    answer
    return (answer,)


@app.cell(hide_code=True)
def _(answer, bars, con, found):
    if mo.app_meta().mode == "script":
        print(found, bars, answer, sep="\n\n")
        con.close()
    return


if __name__ == "__main__":
    app.run()
