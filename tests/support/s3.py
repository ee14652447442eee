"""An S3-compatible server on this machine, with a bucket in it."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from moto.server import ThreadedMotoServer

from marketplace.core.storage import Bucket


@contextmanager
def bucket_of(name: str = "shop") -> Iterator[Bucket]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    bucket = Bucket(
        name, endpoint=f"http://{host}:{port}", access_key="tester", secret_key="only for tests"
    )
    make = urllib.request.Request(f"{bucket.endpoint}/{name}", method="PUT")
    urllib.request.urlopen(make).close()
    yield bucket
    server.stop()
