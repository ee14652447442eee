"""What `make run` does before anything runs."""

import importlib.util
import socket
from pathlib import Path
from types import ModuleType

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory


@pytest.fixture(scope="module")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", "scripts/run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_takes_another_port_when_one_is_taken(run: ModuleType) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wished = taken.getsockname()[1]
        assert run.free_port(wished) != wished


def test_it_makes_secrets_once_and_for_this_user_only(run: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "keys.env"
    first = run.keys(file)
    assert run.keys(file) == first
    assert len(first["SECRET_KEY"]) >= 32
    assert file.stat().st_mode & 0o077 == 0


def test_it_knows_the_newest_migration_without_the_app(run: ModuleType) -> None:
    config = Config()
    config.set_main_option("script_location", "migrations")
    assert run.newest_migrations() == set(ScriptDirectory.from_config(config).get_heads())


def test_what_somebody_set_wins(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASE_URL", "https://shop.example")
    made = run.environment_for("postgresql:///x", tmp_path, 8123)
    assert made["BASE_URL"] == "https://shop.example"
    assert made["DATABASE_URL"] == "postgresql:///x"
