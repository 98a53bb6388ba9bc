"""Settings: the switch, the bounds, and what is refused before anything is contacted."""

from pathlib import Path

import pytest

from esg_pipeline.disclosure.llm.settings import LlmSettingsError, llm_settings_from

GOOD = {"ESG_LLM_URL": "https://llm.example/v1", "ESG_LLM_MODEL": "m"}


@pytest.mark.parametrize("environ", [{}, {"ESG_LLM_URL": " "}, {"ESG_LLM_MODEL": "m", "ESG_LLM_KEY": "k"}])
def test_it_is_off_without_an_address(environ: dict[str, str]) -> None:
    assert llm_settings_from(environ) is None


def test_every_setting_is_read(tmp_path: Path) -> None:
    found = llm_settings_from(
        GOOD
        | {
            "ESG_LLM_KEY": "k",
            "ESG_LLM_TIMEOUT": "2.5",
            "ESG_LLM_SECONDS": "9",
            "ESG_LLM_MAX_NUMBERS": "7",
            "ESG_LLM_MAX_TOKENS": "50",
            "ESG_LLM_CACHE": str(tmp_path),
            "ESG_LLM_OFFLINE": "1",
        }
    )
    assert found is not None
    assert (found.url, found.model, found.key) == ("https://llm.example/v1", "m", "k")
    assert (found.timeout, found.max_seconds, found.max_numbers, found.max_tokens) == (2.5, 9.0, 7, 50)
    assert (found.cache, found.is_offline) == (tmp_path, True)


def test_the_cache_lies_in_the_folder_of_the_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    found = llm_settings_from(GOOD)
    assert found is not None
    assert found.cache == tmp_path / "llm_cache"


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(llm_settings_from(GOOD | {"ESG_LLM_KEY": "secret"}))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"ESG_LLM_URL": "ftp://llm.example"}, "ESG_LLM_URL"),
        ({"ESG_LLM_URL": "llm.example/v1"}, "ESG_LLM_URL"),
        ({"ESG_LLM_URL": "https://llm.example:port"}, "ESG_LLM_URL"),
        ({"ESG_LLM_URL": "https://[::1"}, "ESG_LLM_URL"),
        ({"ESG_LLM_URL": "https://llm.example/a b"}, "ESG_LLM_URL"),
        ({"ESG_LLM_URL": "https://me:secret@llm.example"}, "ESG_LLM_URL"),
        ({"ESG_LLM_URL": "http://llm.example", "ESG_LLM_KEY": "secret"}, "https"),
        ({"ESG_LLM_KEY": "secret\r\nX-Other: 1"}, "ESG_LLM_KEY"),
        ({"ESG_LLM_MODEL": ""}, "ESG_LLM_MODEL"),
        ({"ESG_LLM_MODEL": "m\nn"}, "ESG_LLM_MODEL"),
        ({"ESG_LLM_TIMEOUT": "0"}, "ESG_LLM_TIMEOUT"),
        ({"ESG_LLM_TIMEOUT": "nan"}, "ESG_LLM_TIMEOUT"),
        ({"ESG_LLM_MAX_NUMBERS": "1.5"}, "ESG_LLM_MAX_NUMBERS"),
        ({"ESG_LLM_MAX_TOKENS": "many"}, "ESG_LLM_MAX_TOKENS"),
        ({"ESG_LLM_OFFLINE": "perhaps"}, "ESG_LLM_OFFLINE"),
        ({"ESG_LLM_TIMEOUTS": "1"}, "ESG_LLM_TIMEOUTS"),
    ],
)
def test_a_wrong_setting_is_named_and_the_key_is_not(changes: dict[str, str], named: str) -> None:
    with pytest.raises(LlmSettingsError, match=named) as error:
        llm_settings_from(GOOD | changes)
    assert "secret" not in str(error.value)


def test_a_server_on_this_machine_may_speak_in_the_clear() -> None:
    found = llm_settings_from(GOOD | {"ESG_LLM_URL": "http://127.0.0.1:8000/v1", "ESG_LLM_KEY": "k"})
    assert found is not None
