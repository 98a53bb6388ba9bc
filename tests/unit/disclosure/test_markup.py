"""HTML to lines: rows become tab separated, scripts vanish, spans keep their columns."""

import pytest

from esg_pipeline.disclosure.document_limits import DocumentError, DocumentLimits
from esg_pipeline.disclosure.markup import html_to_text


def lines_of(page: str) -> list[str]:
    return [line for line in html_to_text(page).split("\n") if line]


def test_rows_are_lines_of_cells_and_scripts_are_dropped() -> None:
    page = """<html><head><title>t</title><script>var x = 5;</script></head>
    <body><h1>ESG <b>data</b></h1><p>Text<br>more</p>
    <table><tr><th>Index</th><th>2022</th></tr>
    <tr><td>Water<br> (m3)</td><td>1,000</td></tr></table>
    <style>p{}</style></body></html>"""
    assert lines_of(page) == ["# ESG data", "Text", "more", "Index\t2022", "Water (m3)\t1,000"]


def test_spans_keep_the_columns() -> None:
    page = """<table><tr><td rowspan="2">Waste</td><td>Hazardous</td><td>1</td></tr>
    <tr><td>Other</td><td>2</td></tr>
    <tr><td colspan="2">Water</td><td>3</td></tr></table>"""
    assert lines_of(page) == ["Waste\tHazardous\t1", "\tOther\t2", "Water\t\t3"]


def test_headings_and_lists_keep_their_marks() -> None:
    page = "<h2>Water</h2><ul><li>one<li>two<ul><li>three</ul></ul><h6>Note</h6>x"
    assert lines_of(page) == ["## Water", "- one", "two", "- three", "###### Note", "x"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>9</p>",
        '<p style="color:red;display:none">9</p>',
        '<div style="DISPLAY: none"><p>9</p></div>',
        '<span style="visibility:hidden">9</span>',
        "<!-- 9 -->",
        "<script>9</script>",
        "<template>9</template>",
        "<svg><text>9</text></svg>",
    ],
)
def test_hidden_parts_are_left_out(hidden: str) -> None:
    assert lines_of(f"<p>seen</p>{hidden}<p>too</p>") == ["seen", "too"]


def test_screen_readers_are_no_one_else() -> None:
    assert lines_of('<p aria-hidden="true">12 t</p>') == ["12 t"]


def test_entities_and_inline_marks() -> None:
    assert lines_of("<p>R&amp;D &lt;5&nbsp;% CO<sub>2</sub></p>") == ["R&D <5 % CO2"]
    assert lines_of("<table><tr><td>tCO<sub>2</sub>e</td><td>5</td></tr></table>") == ["tCO2e\t5"]


def test_a_table_inside_of_a_layout_table_is_the_table() -> None:
    inner = "<table><tr><td>Water</td><td>5</td></tr></table>"
    assert lines_of(f"<table><tr><td>Menu</td><td><p>Data</p>{inner}</td></tr></table>") == ["Menu", "Data", "Water\t5"]


def test_captions_stand_over_their_table() -> None:
    page = "<table><caption>Unit: t</caption><tr><td>Waste</td><td>5</td></tr></table>"
    assert lines_of(page) == ["Unit: t", "Waste\t5"]


@pytest.mark.parametrize("html", ["<div>" * 100_000, "<table><tr><td>" * 30_000, "<ul><li>" * 50_000, "<b>" * 100_000])
def test_deep_nesting_is_read(html: str) -> None:
    assert "12 t" in html_to_text(html + "12 t")


def test_large_tables_are_read_or_refused() -> None:
    rows = "<tr><td>Plant<td>12" * 3_000
    assert len(lines_of(f"<table>{rows}</table>")) == 3_000
    with pytest.raises(DocumentError, match="table rows, the limit is 100"):
        html_to_text(f"<table>{rows}</table>", DocumentLimits(max_table_rows=100))
    with pytest.raises(DocumentError, match="table columns, the limit is 500"):
        html_to_text("<table><tr>" + "<td colspan=50>x" * 11 + "</table>")
