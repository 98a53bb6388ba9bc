from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.explorer.paging import ROWS, Pages, window


def pages(number: int, found: int) -> Pages:
    return Pages(number, found, lambda other: f"/?page={other}")


@given(st.integers(0, 4 * ROWS + 1))
def test_the_pages_hold_every_row_once(found: int) -> None:
    def walked() -> Iterator[int]:
        number = 1
        while True:
            page = pages(number, found)
            assert window(number) == {"rows": ROWS, "skipped": page.first - 1}
            yield from range(page.first, page.last + 1)
            if page.next is None:
                return
            number += 1
            assert page.next == f"/?page={number}"

    assert list(walked()) == list(range(1, found + 1))


def test_the_first_page_leads_nowhere_back() -> None:
    assert pages(1, 10).back is None
    assert pages(3, 10).back == "/?page=2"
