"""Asks whether flaws are known in the packages that production installs.

A known flaw fails. Where the service cannot be asked, or does not know a package, that is said in
so many words: it is no pass, but only `AUDIT=required` (a release) makes it a failure.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

PATIENCE = 20
COMMAND = ("pip-audit", "-r", "requirements.txt", "--disable-pip", "--require-hashes", "-f", "json")


def main() -> int:
    required = os.environ.get("AUDIT") == "required"
    found = known_flaws()
    if found is None:
        print("audit: NOT DONE, the service could not be asked", file=sys.stderr)
        return int(required)
    flaws = [f"{p['name']} {p['version']}: {v['id']}" for p in found for v in p.get("vulns", ())]
    silent = [p["name"] for p in found if "skip_reason" in p]
    known = len(found) - len(silent)
    print("\n".join(flaws) or f"audit: {known} packages are known, none with a flaw")
    if silent:
        print(f"audit: NOT DONE for {len(silent)} of {len(found)} packages", file=sys.stderr)
    return int(bool(flaws) or (required and bool(silent)))


def known_flaws() -> list[dict[str, object]] | None:
    """What the service says of each package; None where it says nothing."""
    try:
        done = subprocess.run(
            [str(Path(sys.executable).parent / COMMAND[0]), *COMMAND[1:], "--timeout", "5"],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        packages: list[dict[str, object]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError, OSError):
        return None
    return packages


if __name__ == "__main__":
    sys.exit(main())
