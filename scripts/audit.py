"""Asks whether flaws are known in the packages that production installs.

A known flaw fails. Where the service cannot be asked, or does not know a package, that is said in
so many words: it is no pass, but only `AUDIT=required` (a release) makes it a failure.
"""

import json
import os
import subprocess
import sys

PATIENCE = 20
COMMAND = "-m pip_audit -r requirements.txt --disable-pip --require-hashes -f json --timeout 5"


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
            [sys.executable, *COMMAND.split()],
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
