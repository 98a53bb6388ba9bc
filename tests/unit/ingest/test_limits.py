"""Files that are too large are refused before they are in memory."""

import errno
import os
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.ingest.limits import MEBIBYTE, FileRefused, Limits, read_bytes

Put = Callable[[str, str | bytes], Path]


def rule(path: Path, limits: Limits) -> str:
    with pytest.raises(FileRefused) as caught:
        read_bytes(path, limits)
    return caught.value.rule


def test_the_bytes_come_back(put: Put) -> None:
    assert read_bytes(put("a.csv", b"a\n1\n\n")) == b"a\n1\n\n"


@pytest.mark.parametrize("content", [b"", b" \n\n"])
def test_an_empty_file(put: Put, content: bytes) -> None:
    assert rule(put("a.csv", content), Limits()) == "empty_file"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert rule(tmp_path / "none.csv", Limits()) == "unreadable_file"


def test_the_size_of_a_file(put: Put) -> None:
    path = put("a.csv", b"a\n" * 50)
    assert read_bytes(path, Limits(file_bytes=100))
    assert rule(path, Limits(file_bytes=99)) == "file_too_large"


def test_what_is_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert rule(tmp_path / "pipe.csv", Limits()) == "unreadable_file"


def test_a_disk_that_is_away_refuses_no_file(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("a.csv", b"a\n1\n")
    for number, kind in ((errno.EIO, OSError), (errno.ESTALE, OSError), (errno.EACCES, FileRefused)):
        monkeypatch.setattr(Path, "open", failing(number))
        with pytest.raises(kind, match=os.strerror(number)):
            read_bytes(path)


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("before", [0, 1, 5, 9])
def test_the_length_of_a_line_wherever_it_stands(put: Put, before: int) -> None:
    limits = Limits(line_bytes=10)
    assert read_bytes(put("good.csv", b"x" * before + b"\n" + b"y" * 10 + b"\nz"), limits)
    assert rule(put("bad.csv", b"x" * before + b"\n" + b"y" * 11 + b"\nz"), limits) == "line_too_long"


def test_only_text_has_lines(put: Put) -> None:
    path = put("a.parquet", b"x" * 100)
    assert read_bytes(path, Limits(line_bytes=10), has_lines=False) == b"x" * 100


def test_a_line_of_200_megabytes_is_refused_at_once_with_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.write(b"issuer_id,name\nA,")
        file.truncate(200 * MEBIBYTE)
    tracemalloc.start()
    start = time.monotonic()
    assert rule(path, Limits()) == "line_too_long"
    taken, peak = time.monotonic() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 2
    assert peak < 16 * MEBIBYTE
