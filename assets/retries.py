"""Which faults a step tries again after: held locks and disks that may recover. Nothing else is ever retried."""

from collections.abc import Generator
from contextlib import contextmanager

import dagster as dg

from esg_pipeline.transient import is_transient

# Waits of about 1, 2 and 4 seconds, spread so that steps that failed together do not come back together.
PAUSES = dg.RetryPolicy(max_retries=3, delay=1.0, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)


@contextmanager
def retried(context: dg.AssetExecutionContext) -> Generator[None]:
    """Asks for another try of the step after a fault that may pass; every other error goes on as it is.

    A policy on the step would retry everything: broken contracts, wrong input and errors of the method as well.
    """
    try:
        yield
    except Exception as error:
        if not is_transient(error):
            raise
        pause = PAUSES.calculate_delay(context.retry_number + 1)
        raise dg.RetryRequested(max_retries=PAUSES.max_retries, seconds_to_wait=pause) from error
