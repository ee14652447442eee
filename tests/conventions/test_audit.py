"""What is known of the packages that production installs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

LOCKS = sorted(Path().glob("requirements*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_every_package_is_one_version_with_its_hashes(lock: Path) -> None:
    packages = re.split(r"\n(?=\S)", lock.read_text().strip())
    loose = [
        p for p in packages if not re.match(r"[\w.\[\],-]+==\S+.*--hash=sha256:", p, re.DOTALL)
    ]
    assert loose == []
    assert len(packages) > 40


@pytest.mark.parametrize(("required", "code"), [("", 0), ("required", 1)])
def test_an_audit_that_could_not_be_done_is_no_pass(required: str, code: int) -> None:
    nowhere = os.environ | {"HTTPS_PROXY": "http://127.0.0.1:9", "AUDIT": required, "NO_PROXY": ""}
    done = subprocess.run(
        [sys.executable, "scripts/audit.py"], env=nowhere, capture_output=True, text=True
    )
    assert "NOT DONE" in done.stderr
    assert done.returncode == code
