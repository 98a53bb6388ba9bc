"""Small PDF files made for tests: text at a place, lines, Chinese in a font that is not embedded."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
_CHINESE_FONT = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
)
DIGIT = 0.556  # width of a digit in Helvetica, in ems


@dataclass
class Page:
    """Drawing orders of one page; y counts from the top."""

    orders: list[str] = field(default_factory=list)
    rotate: int = 0

    def text(self, x: float, y: float, text: str, size: float = 10, angle: int = 0) -> "Page":
        """Draw a text whose baseline begins at (x, y); Latin in Helvetica, anything else in a Chinese font."""
        cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[angle]
        matrix = f"{cos} {sin} {-sin} {cos} {x:.2f} {HEIGHT - y:.2f} Tm"
        if text.isascii():
            escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            shown, font = f"({escaped})", "F1"
        else:
            shown, font = f"<{text.encode('utf-16-be').hex()}>", "F2"
        self.orders.append(f"BT /{font} {size} Tf {matrix} {shown} Tj ET")
        return self

    def right(self, x: float, y: float, digits: str, size: float = 10) -> "Page":
        """Draw figures that end at x."""
        width = sum(DIGIT if c not in ",. ()" else 0.278 if c in ",. " else 0.333 for c in digits) * size
        return self.text(x - width, y, digits, size)

    def row(self, y: float, cells: Sequence[tuple[float, str]], size: float = 10) -> "Page":
        """Draw the cells of a row from their left edges."""
        for x, text in cells:
            self.text(x, y, text, size)
        return self

    def lines(self, y: float, x: float, texts: Sequence[str], step: float = 12, size: float = 10) -> "Page":
        """Draw lines of running text one below the other."""
        for index, text in enumerate(texts):
            self.text(x, y + index * step, text, size)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Page":
        """Draw a thin line."""
        self.orders.append(f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def image(self) -> "Page":
        """Draw a grey picture over most of the page."""
        self.orders.append("q 500 0 0 700 50 70 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q")
        return self


def pdf(pages: Sequence[Page]) -> bytes:
    """The bytes of a PDF file with these pages."""
    kids = " ".join(f"{6 + 2 * index} 0 R" for index in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>",
        _CHINESE_FONT,
    ]
    for index, page in enumerate(pages):
        stream = zlib.compress("\n".join(page.orders).encode("ascii"))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.rotate} "
            f"/Contents {7 + 2 * index} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream")
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
