"""The examples of docs/deployment: Dagster takes them, the units start what is there, a backup can be restored."""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
import yaml
from dagster._config import process_config, resolve_to_config_type
from dagster._core.instance.config import dagster_instance_config_schema

from esg_pipeline import paths
from esg_pipeline.warehouse import Warehouse

ROOT = Path(__file__).resolve().parents[2]
DEPLOYMENT = ROOT / "docs" / "deployment"
EXAMPLES = sorted(DEPLOYMENT.glob("dagster.*.yaml"))
OURS = ROOT / "dagster_home" / "dagster.yaml"
UNITS = sorted((DEPLOYMENT / "systemd").iterdir())
needs_tools = pytest.mark.skipif(
    not os.environ.get("CI") and not all(map(shutil.which, ("bash", "flock", "tar", "gzip", "sha256sum"))),
    reason="bash, flock, tar, gzip and sha256sum are needed",
)


def loaded(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def test_there_is_an_example_for_one_machine_and_one_for_a_server() -> None:
    assert [file.name for file in EXAMPLES] == ["dagster.postgres.yaml", "dagster.sqlite.yaml"]


@pytest.mark.parametrize("file", [*EXAMPLES, OURS], ids=lambda file: file.name)
def test_dagster_takes_the_example(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_POSTGRES_URL", "postgresql+psycopg2://esg:secret@127.0.0.1:5432/dagster")
    result = process_config(resolve_to_config_type(dagster_instance_config_schema()), loaded(file))
    assert result.success, result.errors


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_examples_keep_the_single_writer_and_watch_killed_runs_as_the_project_does(file: Path) -> None:
    wanted = loaded(OURS)
    found = loaded(file)
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning")  # loggers from YAML are
def test_the_example_for_one_machine_starts_as_an_instance(tmp_path: Path) -> None:
    text = (DEPLOYMENT / "dagster.sqlite.yaml").read_text(encoding="utf-8")
    log = tmp_path / "runs.jsonl"
    (tmp_path / "dagster.yaml").write_text(text.replace("/var/log/esg/runs.jsonl", str(log)), encoding="utf-8")

    @dg.op
    def speaks(context: dg.OpExecutionContext) -> None:
        context.log.info("a line in the file")

    @dg.job
    def job() -> None:
        speaks()

    with dg.DagsterInstance.from_config(str(tmp_path)) as home:
        assert not home.telemetry_enabled
        assert job.execute_in_process(instance=home).success
        assert home.get_runs_count() == 1
    assert '"message": "a line in the file"' in log.read_text(encoding="utf-8")


def test_the_server_s_address_names_the_driver() -> None:
    storage = loaded(DEPLOYMENT / "dagster.postgres.yaml")["storage"]
    [name] = [storage["postgres"]["postgres_url"]["env"]]
    lines = (DEPLOYMENT / "environment").read_text(encoding="utf-8").splitlines()
    assert any(line.lstrip("#").startswith(f"{name}=postgresql+psycopg2://") for line in lines)


# The services


def unit(file: Path) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # pyright: ignore[reportAttributeAccessIssue]  # systemd's names keep their capitals
    parser.read_string(file.read_text(encoding="utf-8"))
    return parser


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_has_its_parts_and_reads_the_settings(file: Path) -> None:
    parts = unit(file)
    assert parts["Unit"]["Description"]
    if file.suffix == ".timer":
        assert parts["Timer"]["OnCalendar"]
        assert (file.with_suffix(".service")).exists()
    else:
        assert parts["Service"]["User"] == "esg"
        assert parts["Service"]["EnvironmentFile"] == "/etc/esg/environment"


@pytest.mark.parametrize("file", [file for file in UNITS if file.suffix == ".service"], ids=lambda file: file.name)
def test_a_service_starts_what_there_is_with_options_that_there_are(file: Path) -> None:
    command, *arguments = unit(file)["Service"]["ExecStart"].split()
    options = [word for word in arguments if word.startswith("-")]
    if command.endswith(".sh"):
        script = ROOT / Path(command).relative_to("/opt/esg")
        assert os.access(script, os.X_OK)
        return
    program = ROOT / ".venv" / "bin" / Path(command).name
    found = program if program.exists() else Path(shutil.which(Path(command).name) or "")
    words = arguments[:1] if not arguments[0].startswith("-") else []
    told = subprocess.run([found, *words, "--help"], capture_output=True, text=True, check=True, timeout=120).stdout
    assert options
    assert all(re.search(rf"(?<![\w-]){option}\b", told) for option in options)


def test_every_setting_of_the_environment_is_one_that_the_code_reads() -> None:
    names = re.findall(r"^#?(ESG_\w+)=", (DEPLOYMENT / "environment").read_text(encoding="utf-8"), re.MULTILINE)
    code = "".join(
        file.read_text(encoding="utf-8") for top in ("esg_pipeline", "assets") for file in (ROOT / top).rglob("*.py")
    )
    assert names
    assert [name for name in names if f'"{name}"' not in code] == []


# Backup and restore


def script(name: str, *arguments: str, at: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(at), **settings}
    command: Sequence[str | Path] = ["bash", DEPLOYMENT / name, *arguments]
    return subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a store and a warehouse in it, as a run leaves them."""
    (tmp_path / "data" / "sample" / "registry").mkdir(parents=True)
    (tmp_path / "data" / "sample" / "registry" / "issuers.csv").write_text("issuer_id\nA\n", encoding="utf-8")
    warehouse = tmp_path / "warehouse"
    for file in (paths.warehouse_file(warehouse), paths.published_file(warehouse)):
        Warehouse(file).replace({"score.esg_score": pl.DataFrame({"score": [71.25]})})
    archived = paths.archive_dir(warehouse) / "inputs" / "ab"
    archived.mkdir(parents=True)
    (archived / "raw.issuer.parquet").write_bytes(b"rows")
    paths.run_lock_file(warehouse).touch()
    paths.readings_dir(warehouse).mkdir()
    (paths.readings_dir(warehouse) / "x.parquet").write_bytes(b"made anew by a run")
    (warehouse / ".published.duckdb.7.new").write_bytes(b"half a file")
    return tmp_path


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@needs_tools
def test_what_was_backed_up_comes_back_whole(place: Path) -> None:
    done = script("backup.sh", "backups", at=place)
    assert done.returncode == 0, done.stderr
    archive = Path(done.stdout.strip())
    assert {file.suffix for file in archive.parent.iterdir()} == {".gz", ".sha256"}
    before = {**files_below(place / "data"), **files_below(place / "warehouse")}
    shutil.rmtree(place / "data")
    shutil.rmtree(place / "warehouse")
    assert script("restore.sh", str(archive), at=place).returncode == 0
    after = {**files_below(place / "data"), **files_below(place / "warehouse")}
    lost = {".lock", "readings/x.parquet", ".published.duckdb.7.new"}
    assert after == {name: content for name, content in before.items() if name not in lost}
    restored = Warehouse(paths.published_file(place / "warehouse")).read("score.esg_score")
    assert restored["score"].to_list() == [71.25]


@needs_tools
def test_a_backup_waits_for_a_run_and_gives_up_in_words(place: Path) -> None:
    with paths.run_lock_file(place / "warehouse").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = script("backup.sh", "backups", at=place, ESG_BACKUP_WAIT_SECONDS="0")
    assert done.returncode == 1
    assert "a run has held" in done.stderr
    assert list((place / "backups").iterdir()) == []


@needs_tools
def test_readers_of_the_work_file_do_not_keep_a_backup_waiting(place: Path) -> None:
    with paths.run_lock_file(place / "warehouse").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        assert script("backup.sh", "backups", at=place, ESG_BACKUP_WAIT_SECONDS="0").returncode == 0


@needs_tools
def test_nothing_is_restored_over_something_or_from_something_damaged(place: Path) -> None:
    archive = Path(script("backup.sh", "backups", at=place).stdout.strip())
    before = files_below(place / "warehouse")
    done = script("restore.sh", str(archive), at=place)
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    assert files_below(place / "warehouse") == before
    shutil.rmtree(place / "data")
    shutil.rmtree(place / "warehouse")
    archive.write_bytes(archive.read_bytes()[:-20])
    done = script("restore.sh", str(archive), at=place)
    assert (done.returncode, "is damaged" in done.stderr) == (1, True)
    assert not (place / "warehouse").exists()
