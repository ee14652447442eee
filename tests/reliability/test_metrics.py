"""Two web processes of one machine tell one sum."""

import json
import re
import urllib.request
from pathlib import Path

from tests.support.webs import web_of

TOKEN = "a token of enough letters"
LIVE = re.compile(r'kotam_requests_total\{endpoint="health.live",status="200"\} ([\d.]+)')


def read(address: str) -> str:
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request) as answer:
        return str(answer.read().decode())


def test_whoever_is_asked_tells_what_all_counted(shared_url: str, tmp_path: Path) -> None:
    with web_of(shared_url, 2, DATA_DIR=str(tmp_path), METRICS_TOKEN=TOKEN) as web:
        before = float(LIVE.findall(read(f"{web.address}/metrics"))[0])
        for _ in range(20):
            assert json.loads(read(f"{web.address}/health/live"))["status"] == "live"
        told = {float(LIVE.findall(read(f"{web.address}/metrics"))[0]) for _ in range(6)}
    assert told == {before + 20}
