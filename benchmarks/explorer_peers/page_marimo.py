"""The first view as marimo makes it: a search field and one table of the newest date."""

import marimo

app = marimo.App(width="full")

with app.setup:
    import duckdb
    import marimo as mo

    from esg_pipeline import paths


@app.cell
def _():
    con = duckdb.connect(str(paths.published_file()), read_only=True)
    search = mo.ui.text(label="Search")
    return con, search


@app.cell
def _(con, search):
    rows = con.sql(
        """
        select issuer_id, issuer_name, industry_name, grade, score, coverage
        from mart.issuer_rating
        where rating_date = (select max(rating_date) from mart.issuer_rating)
            and contains(lower(issuer_name), lower($search))
        order by score desc
        """,
        params={"search": search.value},
    ).pl()
    mo.vstack([search, mo.ui.table(rows, page_size=50, selection=None)])
    return


if __name__ == "__main__":
    app.run()
