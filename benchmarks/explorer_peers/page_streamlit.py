"""The first view as Streamlit makes it: a search field and one table of the newest date."""

import duckdb
import streamlit as st  # pyright: ignore[reportMissingImports]

from esg_pipeline import paths

con = duckdb.connect(str(paths.published_file()), read_only=True)
search = st.text_input("Search")
rows = con.sql(
    """
    select issuer_id, issuer_name, industry_name, grade, score, coverage
    from mart.issuer_rating
    where rating_date = (select max(rating_date) from mart.issuer_rating)
        and contains(lower(issuer_name), lower($search))
    order by score desc
    """,
    params={"search": search},
).pl()
st.dataframe(rows)
