"""Pictures of pages to lines by OCR, an optional extra that is loaded when first needed; its wheel has the models."""

import hashlib
import importlib.util
import io
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

import pypdfium2

from esg_pipeline.disclosure.document_limits import Deadline, DocumentError, DocumentLimits, check_limit
from esg_pipeline.disclosure.page_layout import page_lines
from esg_pipeline.disclosure.page_shapes import Word
from esg_pipeline.disclosure.text_cleaning import clean

_NEEDED = ("rapidocr", "onnxruntime", "cv2")
_DPI, _POINTS = 200, 72
_MAX_SIDE = 2_600
_MAX_PIXELS = 80_000_000
_EM = 0.72  # of the height of a box, which is a little larger than its letters
_MIN_SCORE = 0.6
_KEPT_PAGES = 500
HOW_TO_INSTALL = "it needs the ocr extra: pip install 'esg-pipeline[ocr]'"

Picture = Any  # numpy array of height x width x 3


class Recogniser(Protocol):
    """Reads a picture: runs of text with their boxes in pixels."""

    def __call__(self, picture: Picture) -> list[Word]:
        """Runs of text on the picture, in no order."""
        ...


def is_available() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


@cache
def recogniser() -> Recogniser:
    """The one recogniser of this process, on one thread so that the same picture gives the same text.

    Raises DocumentError when the extra is not installed.
    """
    if not is_available():
        raise DocumentError(f"a picture can only be read by OCR: {HOW_TO_INSTALL}")
    from rapidocr import RapidOCR  # noqa: PLC0415 - an optional extra  # pyright: ignore[reportMissingImports, reportUnknownVariableType]

    settings = {
        "Global.log_level": "critical",
        "Global.max_side_len": _MAX_SIDE,
        "Global.use_cls": False,  # it turns upright lines over more often than pages are scanned upside down
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    engine: Any = RapidOCR(params=settings)

    def recognise(picture: Picture) -> list[Word]:
        result: Any = engine(picture)
        return _words(result.boxes, result.txts, result.scores)

    return Remembering(recognise)


class Remembering:
    """Recognises the same picture once: a scan is read for its language when it is filed, and for its facts later.

    Keeps the words of the last `size` pages.
    """

    def __init__(self, read: Recogniser, size: int = _KEPT_PAGES) -> None:
        self._read = read
        self._size = size
        self._known: OrderedDict[tuple[bytes, tuple[int, ...]], tuple[Word, ...]] = OrderedDict()

    def __call__(self, picture: Picture) -> list[Word]:
        """Runs of text on the picture."""
        key = hashlib.sha256(picture.tobytes()).digest(), tuple(picture.shape)
        if key not in self._known:
            self._known[key] = tuple(self._read(picture))
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return list(self._known[key])


def _words(boxes: Any, texts: Sequence[str] | None, scores: Sequence[float] | None) -> list[Word]:
    words: list[Word] = []
    shapes: Any = boxes if texts else ()
    for box, text, score in zip(shapes, texts or (), scores or (), strict=True):
        xs, ys = sorted(float(x) for x, _ in box), sorted(float(y) for _, y in box)
        top, bottom = (ys[0] + ys[1]) / 2, (ys[2] + ys[3]) / 2
        plain = clean(text).strip()
        if plain and score >= _MIN_SCORE:
            words.append(Word(plain, xs[0], top, xs[3], bottom, _EM * (bottom - top), is_after_blank=True))
    return words


def page_reader(read: Recogniser | None = None) -> Callable[[pypdfium2.PdfPage], list[str]] | None:
    """A function from a PDF page to its lines; None when the extra is not installed."""
    if read is None and not is_available():
        return None

    def lines_of(page: pypdfium2.PdfPage) -> list[str]:
        untyped: Any = page
        scale = min(_DPI / _POINTS, _MAX_SIDE / max(*untyped.get_size(), 1.0))
        picture = untyped.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        return page_lines((read or recogniser())(picture))

    return lines_of


def image_pages(
    content: bytes, limits: DocumentLimits, deadline: Deadline, read: Recogniser | None = None
) -> list[list[str]]:
    """Lines of each page of a picture file; a TIFF may have several.

    Raises DocumentError when it is broken, too large, or when the extra is not installed.
    """
    engine = read or recogniser()
    return [page_lines(engine(picture)) for picture in _pictures(content, limits, deadline)]


def _pictures(content: bytes, limits: DocumentLimits, deadline: Deadline) -> list[Picture]:
    import numpy as np  # noqa: PLC0415 - slow to load, and only pictures need them
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(content)) as image:
            count = int(getattr(image, "n_frames", 1))
            check_limit("pages", count, limits.max_ocr_pages)
            pictures: list[Picture] = []
            for frame in range(count):
                deadline.check()
                image.seek(frame)
                check_limit("pixels", image.width * image.height, _MAX_PIXELS)
                upright = ImageOps.exif_transpose(image).convert("RGB")
                upright.thumbnail((_MAX_SIDE, _MAX_SIDE))
                pictures.append(np.asarray(upright))
            return pictures
    except DocumentError:
        raise
    except Exception as error:
        said = re.sub(r"\s?<[^<>]{0,200}>", "", str(error))  # an object's address differs on each run
        raise DocumentError(f"not a readable picture: {said}") from error
