"""A disk that takes no more, for tests of whoever writes: files of this process cannot grow beyond a size."""

import resource
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def files_at_most(size: int) -> Generator[None]:
    """Writes beyond `size` bytes of any file fail within the block; the interpreter ignores the signal."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
