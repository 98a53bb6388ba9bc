"""Logs: JSON lines by configuration, each line one object with the run and the step in it."""

import json
import logging

import dagster as dg
import pytest

from assets.definitions import build_definitions
from assets.logs import FORMAT, JsonLines, run_loggers


@dg.op
def speaks(context: dg.OpExecutionContext) -> None:
    context.log.info("12 rows\nin two lines: 碳")


@pytest.fixture
def lines() -> list[dict[str, str]]:
    """What a run of one step logs through the formatter, as the handlers of dagster.yaml use it."""
    kept: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(JsonLines().format(record))

    @dg.logger
    def keeping(_: dg.InitLoggerContext) -> logging.Logger:
        made = logging.getLoggerClass()("kept", level=logging.DEBUG)
        made.addHandler(Keep())
        return made

    @dg.job(logger_defs={"keep": keeping})
    def job() -> None:
        speaks()

    job.execute_in_process(run_config={"loggers": {"keep": {}}})
    assert all("\n" not in line for line in kept)
    return [json.loads(line) for line in kept]


def test_each_line_has_time_level_run_and_job(lines: list[dict[str, str]]) -> None:
    assert len({line["run_id"] for line in lines}) == 1
    assert {line["job"] for line in lines} == {"job"}
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)


def test_a_step_s_own_words_and_dagster_s_events_are_told_apart(lines: list[dict[str, str]]) -> None:
    [said] = [line for line in lines if "12 rows" in line["message"]]
    assert (said["message"], said["step"], said["level"]) == ("12 rows\nin two lines: 碳", "speaks", "INFO")
    assert "event" not in said
    assert {"STEP_START", "STEP_SUCCESS", "RUN_SUCCESS"} <= {line.get("event") for line in lines} | {
        "RUN_SUCCESS" if line.get("event") == "PIPELINE_SUCCESS" else "" for line in lines
    }


def test_a_line_of_another_logger_carries_its_error() -> None:
    error = ValueError("wrong")
    record = logging.LogRecord("esg", logging.ERROR, "f.py", 1, "no %s", ("luck",), (ValueError, error, None))
    line = json.loads(JsonLines().format(record))
    assert (line["message"], line["logger"]) == ("no luck", "esg")
    assert "ValueError: wrong" in line["error"]
    assert "run_id" not in line


def test_the_command_is_quiet_unless_json_is_asked_for() -> None:
    assert run_loggers({}) == {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    assert run_loggers({FORMAT: "json"}) == {"loggers": {"json": {"config": {"log_level": "INFO"}}}}
    with pytest.raises(ValueError, match="json or unset"):
        run_loggers({FORMAT: "xml"})


def test_both_forms_can_be_chosen_in_a_run() -> None:
    job = build_definitions().resolve_job_def("refresh")
    for form in ({}, {FORMAT: "json"}):
        assert dg.validate_run_config(job, run_loggers(form))
