"""A held lock and a full disk may pass; a wrong value, a broken rule and a missing file do not."""

import errno

import pytest

from esg_pipeline.transient import is_transient
from esg_pipeline.warehouse import DISK_ERRORS, WarehouseBusyError, WarehouseError


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    "error",
    [
        WarehouseBusyError("held"),
        OSError(errno.ENOSPC, "no space left on device"),
        BlockingIOError(errno.EAGAIN, "try again"),
        *(kind("could not write") for kind in DISK_ERRORS),
        caused(RuntimeError("while writing"), OSError(errno.EIO, "input/output error")),
        caused(WarehouseError("a"), caused(ValueError("b"), WarehouseBusyError("c"))),
    ],
    ids=repr,
)
def test_what_may_pass(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("wrong"),
        WarehouseError("a table is missing"),
        FileNotFoundError(errno.ENOENT, "no such file"),
        PermissionError(errno.EACCES, "not allowed"),
        OSError("without a number"),
        caused(OSError(errno.ENOENT, "gone"), ValueError("wrong")),
    ],
    ids=repr,
)
def test_what_stays(error: Exception) -> None:
    assert not is_transient(error)


def test_causes_in_a_circle_end() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__cause__, other.__cause__ = other, one
    assert not is_transient(one)
