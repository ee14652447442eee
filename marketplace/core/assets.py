"""Style, scripts, fonts and pictures of the pages, under addresses that change with their content.

Everything lies under `/static/<version>/…`, where the version is a hash of the whole folder: files
may name each other by relative paths, and browsers may keep them for ever. The stylesheet is sent
as one file, its imports put in their places, and text is compressed once.
"""

import gzip
import mimetypes
import re
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

FOR_EVER = "public, max-age=31536000, immutable"
TEXT = {".css", ".js", ".svg", ".txt"}
IMPORT = re.compile(r'@import url\("(?P<file>[\w.-]+)"\)(?: layer\((?P<layer>\w+)\))?;')


class Assets:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ready: dict[str, tuple[bytes, bytes | None]] = {}

    @cached_property
    def version(self) -> str:
        digest = sha256()
        for file in sorted(self.folder.rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(self.folder).as_posix().encode())
                digest.update(file.read_bytes())
        return digest.hexdigest()[:12]

    def url(self, path: str) -> str:
        """The address of a file of the folder, for example of `css/kotam.css`."""
        return f"/static/{self.version}/{path}"

    def serve(self, version: str, path: str) -> Response:
        content, compressed = self._content(path)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        response = Response(content, mimetype=kind)
        if compressed and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.data, response.headers["Content-Encoding"] = compressed, "gzip"
        if compressed:
            response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = FOR_EVER if version == self.version else "no-cache"
        return response

    def _content(self, path: str) -> tuple[bytes, bytes | None]:
        if path not in self._ready:
            name = safe_join(str(self.folder), path)
            if name is None or not Path(name).is_file():
                abort(404)
            file = Path(name)
            content = _bundled(file).encode() if file.suffix == ".css" else file.read_bytes()
            packed = gzip.compress(content, 9, mtime=0) if file.suffix in TEXT else None
            self._ready[path] = content, packed
        return self._ready[path]


def init_app(app: Flask, folder: Path) -> None:
    assets = Assets(folder)
    app.extensions["assets"] = assets
    app.jinja_env.globals["asset"] = assets.url

    @app.get("/static/<version>/<path:path>", endpoint="static")
    def static(version: str, path: str) -> Response:
        return assets.serve(version, path)


def _bundled(file: Path) -> str:
    """The stylesheet with what it imports, each part in the layer it was asked into."""

    def part(match: re.Match[str]) -> str:
        text = (file.parent / match["file"]).read_text()
        return f"@layer {match['layer']} {{\n{text}\n}}" if match["layer"] else text

    return IMPORT.sub(part, file.read_text())
