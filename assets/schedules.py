"""When work is due by the calendar. What is due when something arrives is in `sensors`."""

import dagster as dg

from assets.jobs import refresh
from assets.partitions import newest_rating_date


# The day after 30 April and after 31 October, when the rating date is over everywhere.
@dg.schedule(job=refresh, cron_schedule="0 6 1 5,11 *", execution_timezone="Asia/Shanghai")
def after_rating_date(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Refreshes the rating date that has just passed."""
    key = newest_rating_date(context.scheduled_execution_time.date())
    return dg.RunRequest(run_key=key, partition_key=key)


SCHEDULES = (after_rating_date,)
