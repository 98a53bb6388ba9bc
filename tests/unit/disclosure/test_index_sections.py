"""Which section a claimed place means."""

import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import DocumentText, read_document
from esg_pipeline.disclosure.index_sections import Place, Section, contents_of, likeness, place_of, plain, read_sections


def document_of(text: str, kind: str = "txt") -> DocumentText:
    return read_document(text.encode(), kind)


def sections_of(text: str, claimed: tuple[str, ...] = (), kind: str = "txt") -> dict[str, tuple[int, int]]:
    document = document_of(text, kind)
    found = read_sections(document, read_blocks(document), [], claimed)
    return {s.title: (s.first_line, s.last_line) for s in found}


@pytest.mark.parametrize(
    ("claim", "title"),
    [
        ("Emission management", "Emission Management"),
        ("Health & Safe", "Health and Safety"),
        ("IP Protection", "Intellectual Property Protection"),
        ("Resource utilization", "Resource Utilisation"),
        ("Climate Chang", "Climate Response and Ecological Environment"),
        ("Onenting Operation", "Responsible Operation"),
        ("Supply chain management", "Supplier Management"),
        ("Employee", "Safeguard the Rights of Employees"),
        ("廢棄物處理", "1.1 废弃物处理"),
    ],
)
def test_names_that_fit(claim: str, title: str) -> None:
    assert likeness(plain(claim), plain(title)) >= 64


@pytest.mark.parametrize(
    ("claim", "title"),
    [
        ("Community", "Stakeholder Communication"),
        ("Data statistics", "Company Overview"),
        ("Emission management", "Supplier Management"),
        ("Health and Safety", "Green Finance"),
        ("供应链", "公司治理"),
    ],
)
def test_names_that_do_not_fit(claim: str, title: str) -> None:
    assert likeness(plain(claim), plain(title)) < 64


def test_marked_sections_hold_what_is_below_them() -> None:
    text = "# Report\n\n## Air\n\n### Dust\n\nText.\n\n## Water\n\nText.\n"
    assert sections_of(text, kind="md") == {"Report": (1, 12), "Air": (3, 8), "Dust": (5, 8), "Water": (9, 12)}


def test_numbered_sections() -> None:
    text = "1.1 Air\n\nText.\n\n1.2 Water\n\nText.\n\n2.1 Staff\n\nText.\n"
    assert sections_of(text)["1.1 Air"] == (1, 4)


def test_a_plain_heading_ends_at_the_next_one_that_is_named_elsewhere() -> None:
    text = "Emission Management\n\nText.\n\nSmall heading\n\nText.\n\nGreen Finance\n\nText.\n"
    assert sections_of(text, ("Emission management", "Green finance"))["Emission Management"] == (1, 8)


def test_a_chapter_has_a_front_page() -> None:
    text = (
        "People\n\nPay 3\nSafety 4\n\nPeople\n\nPay\n\nText.\n\nSafety\n\nText.\n\nGreen\n\nWater 5\n\nGreen\n\nText.\n"
    )
    found = sections_of(text)
    assert (found["People"], found["Pay"]) == ((6, 15), (8, 11))


def test_contents_are_titles_with_pages() -> None:
    document = document_of("Emission Management 46\nGreen Finance\t49\nLost days\t0\n2021 12\n")
    assert contents_of(document) == {"Emission Management": 1, "Green Finance": 2}


SECTIONS = (Section("Emission Management", 5, 9), Section("2.1 Pay", 10, 19), Section("Employee Care", 20, 29))


@pytest.mark.parametrize(
    ("claim", "ranges"),
    [
        ("Emission management", ((5, 9),)),
        ("See section 2.1", ((10, 19),)),
        ("Emission management; Employee care", ((5, 9), (20, 29))),
        ("“Emission Management” P.12", ((5, 9),)),
        ("Nothing like it", ()),
        ("", ()),
    ],
)
def test_places_by_title(claim: str, ranges: tuple[tuple[int, int], ...]) -> None:
    assert place_of(claim, SECTIONS, document_of("x")).ranges == ranges


def test_places_by_page() -> None:
    paged = document_of("\f".join(f"text {n}\n" for n in range(1, 7)))
    place = place_of("4", (), paged)
    assert [line.page for line in paged.lines if place.holds(line.number) and line.text.strip()] == [3, 4, 5]
    assert place_of("4", (), document_of("no pages")) == Place((), is_whole=True)
