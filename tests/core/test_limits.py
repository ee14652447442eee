"""Where the windows of the rate limits live."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from marketplace.app import create_app
from marketplace.config import BadSettings
from marketplace.core.limits import PatientMemory
from tests.support.databases import settings_for
from tests.support.webs import free_port
from tests.support.workers import ROOT, environment


def test_a_redis_that_does_not_answer_is_told_at_the_start(tmp_path: Path) -> None:
    away = f"redis://127.0.0.1:{free_port()}/0"
    settings = replace(settings_for("postgresql:///none", tmp_path), rate_limit_url=away)
    with pytest.raises(BadSettings, match="RATE_LIMIT_URL"):
        create_app(settings)


def test_the_start_ends_with_a_line_and_not_a_trace(tmp_path: Path) -> None:
    away = {"RATE_LIMIT_URL": f"redis://127.0.0.1:{free_port()}/0", "DATA_DIR": str(tmp_path)}
    started = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        cwd=ROOT,
        env=environment("postgresql:///none", away),
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode == 1
    assert "RATE_LIMIT_URL: there is no Redis that answers" in started.stderr
    assert "Traceback" not in started.stderr


def test_without_a_redis_each_process_counts_for_itself(tmp_path: Path) -> None:
    app = create_app(settings_for("postgresql:///none", tmp_path))
    assert app.config["RATELIMIT_STORAGE_URI"] == "patient-memory://"


def test_windows_that_are_over_are_not_looked_for_after_every_request() -> None:
    memory = PatientMemory("patient-memory://")
    began = memory.timer
    assert [memory.acquire_entry("she", 2, 60) for _ in range(3)] == [True, True, False]
    assert memory.timer is began
