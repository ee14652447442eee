"""A new version comes without a pause: a reload loses no request."""

import signal
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.support.webs import web_of

PATIENCE = 40


def ask(address: str) -> int:
    with urllib.request.urlopen(f"{address}/health/ready", timeout=20) as answer:
        return int(answer.status)


def children_of(pid: int) -> set[str]:
    """The processes that this one keeps."""
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def test_a_reload_loses_no_request(shared_url: str, tmp_path: Path) -> None:
    asked, ends = [], time.monotonic() + PATIENCE
    with web_of(shared_url, 2, DATA_DIR=str(tmp_path)) as web, ThreadPoolExecutor(4) as people:
        old = children_of(web.process.pid)
        web.process.send_signal(signal.SIGHUP)
        while old & children_of(web.process.pid) and time.monotonic() < ends:
            asked.append(people.submit(ask, web.address))
            time.sleep(0.05)
        answers = [each.result() for each in asked]
        assert not old & children_of(web.process.pid)
    assert len(answers) > 10
    assert set(answers) == {200}
