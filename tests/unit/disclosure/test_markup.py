"""HTML to lines: rows become tab separated, scripts vanish, spans keep their columns."""

from esg_pipeline.disclosure.markup import html_to_text


def test_rows_are_lines_of_cells_and_scripts_are_dropped() -> None:
    page = """<html><head><title>t</title><script>var x = 5;</script></head>
    <body><h1>ESG <b>data</b></h1><p>Text<br>more</p>
    <table><tr><th>Index</th><th>2022</th></tr>
    <tr><td>Water<br> (m3)</td><td>1,000</td></tr></table>
    <style>p{}</style></body></html>"""
    lines = [line for line in html_to_text(page).split("\n") if line]
    assert lines == ["ESG data", "Text", "more", "Index\t2022", "Water (m3)\t1,000"]


def test_spans_keep_the_columns() -> None:
    page = """<table><tr><td rowspan="2">Waste</td><td>Hazardous</td><td>1</td></tr>
    <tr><td>Other</td><td>2</td></tr>
    <tr><td colspan="2">Water</td><td>3</td></tr></table>"""
    lines = [line for line in html_to_text(page).split("\n") if line]
    assert lines == ["Waste\tHazardous\t1", "\tOther\t2", "Water\t\t3"]
