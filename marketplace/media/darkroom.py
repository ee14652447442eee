"""Hands an original to the studio, a process of its own, and takes back what it made."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from marketplace.media.sniff import Fault, Refused

ROOT = Path(__file__).parents[2]
WALL_SECONDS = 180
ENDED_FROM_OUTSIDE = {-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP, -signal.SIGKILL}


@dataclass(frozen=True)
class Developed:
    """`files` are the public names with their content; `derivatives` tells what each is."""

    width: int
    height: int
    placeholder: str
    derivatives: list[dict[str, Any]]
    files: dict[str, bytes]


def develop(content: bytes) -> Developed:
    """Make every size of a picture. Takes seconds; never call it in a request or a transaction.

    Raises Refused, or InterruptedError where it was not the picture's fault: then try again.
    """
    with tempfile.TemporaryDirectory(prefix="studio-") as folder:
        answer = _ask(content, folder)
        if "fault" in answer:
            raise Refused(Fault(answer["fault"]))
        files, derivatives = {}, []
        for made in answer["made"]:
            picture = (Path(folder) / made["file"]).read_bytes()
            name = public_name(picture, made["format"])
            files[name] = picture
            derivatives.append({"width": made["width"], "format": made["format"], "name": name})
    return Developed(answer["width"], answer["height"], answer["placeholder"], derivatives, files)


def public_name(content: bytes, ending: str) -> str:
    """The same content has the same name for ever, so whoever fetched it may keep it for ever."""
    return f"{sha256(content).hexdigest()[:32]}.{ending}"


def _ask(content: bytes, folder: str) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and the picture is only its input
            [sys.executable, "-m", "marketplace.media.studio", folder],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env={"PATH": os.defpath, "MALLOC_ARENA_MAX": "2"},
            timeout=WALL_SECONDS,
            start_new_session=True,  # a worker that is asked to end lets it finish
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"fault": Fault.TOO_HEAVY}
    if done.returncode in ENDED_FROM_OUTSIDE:
        raise InterruptedError(f"the studio was ended by signal {-done.returncode}")
    if done.returncode != 0:
        return {"fault": Fault.TOO_HEAVY}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
