"""`esg sensitivity` as a user meets it: tables, machine formats, and what it refuses."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli, runner, sensitivity
from esg_pipeline.methodology.codes import ChoiceGroup, SensitivityOutput
from esg_pipeline.runner import SENSITIVITY_SAMPLES, Progress, RunReport

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")
BOUNDS = dict.fromkeys(("first_order_low", "first_order_high", "total_order_low", "total_order_high"), 0.5)


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, arguments, prog_name="esg")


def found(day: object, samples: int) -> pl.DataFrame:
    """Indices as the library gives them."""
    return pl.DataFrame(
        [
            {
                "rating_date": day,
                "is_simulated": False,
                "choice": choice.value,
                "output": output.value,
                "first_order": 0.1,
                "total_order": 0.2,
                **BOUNDS,
                "output_sd": 1.5,
                "issuers": 3,
                "samples": samples,
            }
            for choice in ChoiceGroup
            for output in SensitivityOutput
        ]
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """The library answers at once and remembers the file, the date and the samples."""
    calls: list[tuple[object, ...]] = []

    def answer(published: object, methodology: object, day: object, samples: int) -> pl.DataFrame:
        calls.append((getattr(published, "path", None), str(day), samples))
        return found(day, samples)

    monkeypatch.setattr(sensitivity, "published_sensitivity", answer)
    return calls


def test_it_shows_the_newest_date_with_every_choice(asked: list[object], small_published_file: Path) -> None:
    result = esg("sensitivity")
    assert (result.exit_code, result.stderr) == (0, "")
    assert asked == [(small_published_file, "2022-10-31", SENSITIVITY_SAMPLES)]
    assert "3 real issuers" in result.stdout
    assert "corner ratio of the weights" in result.stdout
    assert "20 % (50 % to 50 %)" in result.stdout


def test_machines_get_every_column(asked: list[object]) -> None:
    rows = json.loads(esg("sensitivity", "--rating-date", "2022-04-30", "--samples", "16", "--json").stdout)
    assert asked[0][1:] == ("2022-04-30", 16)  # type: ignore[index]
    assert len(rows) == 10
    assert rows[0]["total_order"] == 0.2
    assert esg("sensitivity", "--csv").stdout.splitlines()[0].startswith("rating_date,is_simulated,choice,output")


@pytest.mark.parametrize("samples", ["0", "1", "3", "1000", "x"])
def test_samples_that_are_no_power_of_2_are_wrong_use(samples: str, asked: list[object]) -> None:
    result = esg("sensitivity", "--samples", samples)
    assert result.exit_code == 2
    assert "--samples" in result.stderr
    assert asked == []


def test_a_date_that_is_not_published_is_wrong_use(asked: list[object]) -> None:
    result = esg("sensitivity", "--rating-date", "2019-04-30")
    assert result.exit_code == 2
    assert "2022-10-31" in result.stderr


def test_without_rated_issuers_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitivity, "published_sensitivity", lambda *_: found("", 2).clear())
    assert esg("sensitivity").stdout == "No issuer is rated on 2022-10-31.\n"


def test_ratings_of_another_version_are_refused_with_what_to_do() -> None:
    """The small file's ratings carry a made-up hash."""
    result = esg("sensitivity")
    assert result.exit_code == 1
    assert "were made by version" in result.stderr
    assert "ESG_METHODOLOGY_DIR" in result.stderr


def test_a_run_is_asked_for_indices_only_by_the_option(
    monkeypatch: pytest.MonkeyPatch, small_published_file: Path
) -> None:
    samples: list[int] = []

    class Fake:
        def run(self, rating_dates: object, progress: Progress, sensitivity_samples: int = 0) -> RunReport:
            samples.append(sensitivity_samples)
            return RunReport(True, [], "done", small_published_file, 42, 1.0, 0)

    monkeypatch.setattr(runner, "find_runner", Fake)
    assert esg("run").exit_code == 0
    assert esg("run", "--sensitivity").exit_code == 0
    assert samples == [0, SENSITIVITY_SAMPLES]
