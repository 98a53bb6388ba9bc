"""By when marts and the published file must be new: a day after the schedule asks. No schedule in here."""

from datetime import timedelta

import dagster as dg

LAYERS = ("mart", "published")
# The schedule asks at 06:00 on 1 May and 1 November; whatever is made from that day's midnight on counts.
DEADLINE = "0 6 2 5,11 *"
SINCE = timedelta(hours=30)
TIMEZONE = "Asia/Shanghai"


def freshness_of(layer: str) -> dg.FreshnessPolicy | None:
    """The half-yearly deadline of what analysts read; none for the layers before it, which run in the same jobs."""
    if layer not in LAYERS:
        return None
    return dg.FreshnessPolicy.cron(deadline_cron=DEADLINE, lower_bound_delta=SINCE, timezone=TIMEZONE)
