"""Settings: what an operator writes is taken, or refused with the setting's name; the key is made once."""

from __future__ import annotations

import re
import stat
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.setting_names import example, unknown
from bot.settings import SECRET_CHARS, Settings
from tests.process import ROOT


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BAOXIU_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_all_data_are_in_the_folder_data() -> None:
    settings = Settings()
    assert settings.url == f"sqlite:///{(Path('data') / 'baoxiu.sqlite').resolve()}"
    assert settings.plan_folder == Path("data/plans")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_the_environment_wins_over_the_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BAOXIU_PORT=8111\nBAOXIU_HOME=/srv/从前\n", encoding="utf-8")
    monkeypatch.setenv("BAOXIU_PORT", "8222")
    settings = Settings()
    assert settings.port == 8222
    assert settings.home == Path("/srv/从前")


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOXIU_DATABASE_URL", "")
    monkeypatch.setenv("BAOXIU_PORT", "")
    assert Settings().database_url is None
    assert Settings().port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BAOXIU_PORT", "0"),
        ("BAOXIU_PORT", "http"),
        ("BAOXIU_TURN_THREADS", "65"),
        ("BAOXIU_DATABASE_URL", "mysql://root@localhost/baoxiu"),
        ("BAOXIU_SECRET_KEY", "short"),
        ("BAOXIU_LOG_LEVEL", "loud"),
        ("BAOXIU_SECURE_COOKIES", "perhaps"),
        ("BAOXIU_ZONE", "Mars/Olympus"),
        ("BAOXIU_ZONE", "../etc/passwd"),
        ("BAOXIU_WIDGET_ORIGINS", "*; script-src *"),
        ("BAOXIU_WIDGET_ORIGINS", "https://a.example\r\nSet-Cookie: a=b"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert [f"BAOXIU_{str(error['loc'][0]).upper()}" for error in refused.value.errors()] == [name]


def test_log_levels_may_be_written_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOXIU_LOG_LEVEL", "WARNING")
    assert Settings().log_level == "warning"


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant() -> None:
    assert unknown(["BAOXIU_PROT", "BAOXIU_PORT", "PATH", "BAOXIU_TEST_PG_URL"]) == [
        "there is no setting BAOXIU_PROT; did you mean BAOXIU_PORT?"
    ]


def test_what_is_for_the_tests_is_no_misspelt_setting() -> None:
    """Whoever sets one for a run of the tests or a bench hears nothing of it from the server."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    read = {name for text in texts for name in re.findall(r"(?:environ|getenv)\S*?\W(BAOXIU_\w+)", text)}
    assert {"BAOXIU_RASA_ENV", "BAOXIU_RASA_PYTHON", "BAOXIU_CHROMIUM"} <= read
    assert unknown(read) == []


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first, second = Settings(home=home).secret, Settings(home=home).secret
    assert first == second
    assert len(first) >= SECRET_CHARS
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["secret"], "a draft of the key was left behind"


def test_servers_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    ready, keys = threading.Barrier(8), []

    def start() -> None:
        settings = Settings(home=tmp_path / "home")
        ready.wait()
        keys.append(settings.secret)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_damaged_key_is_an_error_and_not_an_open_door(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("", encoding="ascii")
    with pytest.raises(ValueError, match="damaged"):
        _ = Settings(home=tmp_path).secret


def test_a_key_of_ones_own_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert Settings(home=tmp_path, secret_key="k" * SECRET_CHARS).secret == "k" * SECRET_CHARS
    assert not (tmp_path / "secret").exists()


def test_the_example_file_is_up_to_date() -> None:
    written = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert written == example(), "run `make env`"


def test_the_example_file_is_itself_a_valid_env_file(tmp_path: Path) -> None:
    lines = [line.removeprefix("#") for line in example().splitlines() if line.startswith("#BAOXIU_")]
    assert len(lines) == len(Settings.model_fields)
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8")
    assert Settings() == Settings(_env_file=None)  # type: ignore[call-arg]


def test_every_setting_says_what_it_does() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert len(field.description) > 20, name
