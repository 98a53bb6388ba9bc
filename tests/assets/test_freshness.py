"""What analysts read has a deadline after each rating date; the deadline fits the schedule."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import get_latest_completed_cron_tick, reverse_cron_string_iterator

from assets.definitions import build_definitions
from assets.freshness import DEADLINE, SINCE, TIMEZONE


@pytest.fixture(scope="module")
def policies() -> dict[str, dg.FreshnessPolicy | None]:
    specs = build_definitions().resolve_all_asset_specs()
    return {spec.key.to_user_string(): spec.freshness_policy for spec in specs}


def test_marts_and_the_published_file_have_a_deadline_and_nothing_else(
    policies: dict[str, dg.FreshnessPolicy | None],
) -> None:
    with_policy = {key for key, policy in policies.items() if policy}
    assert with_policy == {key for key in policies if key.startswith("mart/")} | {"published/warehouse_file"}
    assert "mart/issuer_rating" in with_policy


@pytest.mark.parametrize("day", ["2022-11-03", "2023-04-30", "2023-05-03"])
def test_the_schedule_s_last_tick_counts_for_the_last_deadline(day: str) -> None:
    """A refresh that the schedule asked for at once is in time; the one before is too old."""
    now = datetime.fromisoformat(day).replace(tzinfo=UTC)
    deadline = get_latest_completed_cron_tick(DEADLINE, now, TIMEZONE)
    schedule = build_definitions().resolve_schedule_def("after_rating_date")
    assert schedule.execution_timezone == TIMEZONE
    ticks = reverse_cron_string_iterator(now.timestamp(), str(schedule.cron_schedule), TIMEZONE)
    last, before = next(ticks), next(ticks)
    assert deadline is not None
    assert deadline - SINCE <= last <= deadline - timedelta(hours=12)
    assert before < deadline - SINCE
    assert last.astimezone(ZoneInfo(TIMEZONE)).day == 1
