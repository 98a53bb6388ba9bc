"""Which faults may pass by themselves, so that trying again makes sense. Who tries again is not decided here."""

import errno
from collections.abc import Iterator

from esg_pipeline.warehouse import DISK_ERRORS, WarehouseBusyError

MAY_PASS = frozenset(
    {
        *(errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ETIMEDOUT, errno.ETXTBSY),
        *(errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.ESTALE),
        *(errno.EMFILE, errno.ENFILE, errno.ENOMEM),
    }
)


def is_transient(error: BaseException) -> bool:
    """Whether an error, or what caused it, is a lock that was held or a disk that was full, slow or away.

    Wrong input, a broken contract and an error of the method are not: they come back until somebody mends them.
    """
    return any(may_pass(each) for each in causes(error))


def may_pass(error: BaseException) -> bool:
    """The same for one error alone."""
    return isinstance(error, (WarehouseBusyError, *DISK_ERRORS)) or (
        isinstance(error, OSError) and error.errno in MAY_PASS
    )


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it was raised from, outermost first; each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__
