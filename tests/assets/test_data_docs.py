"""The pages of the expectations load nothing from elsewhere."""

from pathlib import Path

from assets.data_docs import make_self_contained, self_contained, write_index

PAGE = """<html><head><link rel="stylesheet" href="https://cdn.example/x.css"><script src="https://cdn.example/x.js"></script>
</head><body><img src="https://elsewhere.example/logo.png?d=1"><table><tr><td>grade</td></tr></table>
<script>jQuery()</script></body></html>"""


def test_nothing_remote_is_left_and_the_content_is() -> None:
    page = self_contained(PAGE)
    assert "https://" not in page
    assert "<script" not in page
    assert "<td>grade</td>" in page
    assert "<style>" in page


def test_every_page_below_the_folder_is_rewritten(tmp_path: Path) -> None:
    page = tmp_path / "a" / "b.html"
    page.parent.mkdir()
    page.write_text(PAGE)
    make_self_contained(tmp_path)
    assert "https://" not in page.read_text()


def test_the_index_names_every_result_and_links_every_page(tmp_path: Path) -> None:
    page = tmp_path / "validations" / "run.html"
    page.parent.mkdir()
    page.write_text(PAGE)
    write_index(tmp_path, "mart.x", {"<b>": (False, {"observed_value": "3"}), "fine": (True, {})})
    index = (tmp_path / "index.html").read_text()
    assert "&lt;b&gt;" in index
    assert "FAILED" in index
    assert "observed value 3" in index
    assert 'href="validations/run.html"' in index
