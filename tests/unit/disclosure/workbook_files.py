"""Small XLSX files made for tests, sound and hostile. No library needed."""

import io
import zipfile
from collections.abc import Mapping

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
# Cell styles: 0 general, 1 and 2 percent, 3 a literal percent sign, 4 a date.
STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0%"/>'
    '<numFmt numFmtId="165" formatCode="0.0&quot;%&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)


def text_cell(place: str, text: str) -> str:
    """The XML of a cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def number_cell(place: str, number: str, style: int = 0) -> str:
    """The XML of a cell with a number as it is stored."""
    return f'<c r="{place}" s="{style}"><v>{number}</v></c>'


def xlsx(sheets: Mapping[str, str], prologue: str = "", hidden: str = "", tail: str = "") -> bytes:
    """A workbook of sheets given by name and the XML of their rows; `prologue` stands before each sheet's XML."""
    names = list(sheets)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _types())
        archive.writestr("_rels/.rels", _relations({"1": ("officeDocument", "xl/workbook.xml")}))
        targets = {str(i): ("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(names) + 1)}
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(targets | {"99": ("styles", "styles.xml")}))
        archive.writestr("xl/workbook.xml", _workbook(names, hidden))
        archive.writestr("xl/styles.xml", STYLES)
        for index, name in enumerate(names, start=1):
            body = f'<worksheet xmlns="{_MAIN}"><sheetData>{sheets[name]}</sheetData>{tail}</worksheet>'
            archive.writestr(f"xl/worksheets/sheet{index}.xml", _HEAD + prologue + body)
    return file.getvalue()


def _types() -> str:
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}"/></Types>'
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="r{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _workbook(names: list[str], hidden: str) -> str:
    states = {name: ' state="hidden"' if name == hidden else "" for name in names}
    items = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"{states[name]}/>' for i, name in enumerate(names, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{items}</sheets></workbook>'
