"""Pictures that come in pieces, as the tus protocol 1.0 says."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.media import uploads
from marketplace.media.jobs import forget_uploads
from marketplace.media.models import Picture, Upload, UploadPiece
from marketplace.media.sniff import MAX_BYTES
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.media import picture_bytes
from tests.support.jobs import run_jobs

ROOT = "/en/media/uploads"
PIECE = "application/offset+octet-stream"
PHOTO = picture_bytes(size=(300, 200))
HALF = len(PHOTO) // 2


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def client(client_of: ClientOf, owner: User) -> FlaskClient:
    return client_of(owner)


def tus(client: FlaskClient, method: str, path: str, **headers: Any) -> Any:
    content = headers.pop("content", None)
    named = {"Tus-Resumable": "1.0.0"} | {k.replace("_", "-"): str(v) for k, v in headers.items()}
    return client.open(path, method=method, headers=named, data=content)


def begun(client: FlaskClient, length: int = len(PHOTO), name: str = "شال.jpg") -> str:
    words = base64.b64encode(name.encode()).decode()
    made = tus(
        client, "POST", ROOT, Upload_Length=length, Upload_Metadata=f"filename {words},plain"
    )
    assert made.status_code == 201
    return str(made.location)


def piece(client: FlaskClient, path: str, start: int, content: bytes, **headers: Any) -> Any:
    return tus(
        client, "PATCH", path, Upload_Offset=start, Content_Type=PIECE, content=content, **headers
    )


def offset(client: FlaskClient, path: str) -> int:
    answer = tus(client, "HEAD", path)
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def pictures(owner: User) -> list[Picture]:
    db.session.expire_all()
    return list(db.session.scalars(db.select(Picture).filter_by(owner_id=owner.id)))


def test_the_server_says_what_it_can(client: FlaskClient) -> None:
    answer = client.options(ROOT)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert {"creation", "checksum", "expiration", "termination"} <= {
        *answer.headers["Tus-Extension"].split(",")
    }
    assert answer.headers["Tus-Max-Size"] == str(MAX_BYTES)


def test_pieces_become_one_picture(client: FlaskClient, owner: User) -> None:
    path = begun(client)
    assert piece(client, path, 0, PHOTO[:HALF]).headers["Upload-Offset"] == str(HALF)
    assert pictures(owner) == []
    assert offset(client, path) == HALF
    last = piece(client, path, HALF, PHOTO[HALF:])
    assert last.status_code == 204
    assert "GMT" in last.headers["Upload-Expires"]
    (picture,) = pictures(owner)
    assert (picture.original_name, picture.original_bytes) == ("شال.jpg", len(PHOTO))
    assert client.get(path).json["picture"]["id"] == picture.id
    run_jobs()
    assert client.get(path).json["picture"]["state"] == "ready"


def test_asking_again_after_a_lost_answer_makes_no_second_picture(
    client: FlaskClient, owner: User
) -> None:
    path = begun(client)
    piece(client, path, 0, PHOTO)
    assert piece(client, path, 0, PHOTO).status_code == 409
    assert piece(client, path, len(PHOTO), b"").status_code == 204
    assert offset(client, path) == len(PHOTO)
    assert len(pictures(owner)) == 1
    assert db.session.scalar(db.select(db.func.count()).select_from(UploadPiece)) == 0


def test_a_picture_may_come_with_its_announcement(client: FlaskClient, owner: User) -> None:
    made = tus(client, "POST", ROOT, Upload_Length=len(PHOTO), Content_Type=PIECE, content=PHOTO)
    assert made.headers["Upload-Offset"] == str(len(PHOTO))
    assert len(pictures(owner)) == 1


def test_a_piece_at_another_place_is_refused(client: FlaskClient) -> None:
    path = begun(client)
    for start in (1, len(PHOTO)):
        assert piece(client, path, start, b"x").status_code == 409
    assert piece(client, path, 0, PHOTO + b"x").status_code == 413
    assert offset(client, path) == 0


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_piece_must_be_what_its_checksum_says(client: FlaskClient, name: str) -> None:
    path = begun(client)
    digest = base64.b64encode(hashlib.new(name, PHOTO).digest()).decode()
    broken = piece(client, path, 0, PHOTO[:-1] + b"?", Upload_Checksum=f"{name} {digest}")
    assert (broken.status_code, offset(client, path)) == (460, 0)
    assert piece(client, path, 0, PHOTO, Upload_Checksum=f"{name} {digest}").status_code == 204


@pytest.mark.parametrize("given", ["md5 AAAA", "sha1 !!!", "sha256"])
def test_a_checksum_that_cannot_be_read_is_refused(client: FlaskClient, given: str) -> None:
    assert piece(client, begun(client), 0, PHOTO, Upload_Checksum=given).status_code in {400, 460}


def test_a_piece_that_was_cut_off_counts_for_nothing(client: FlaskClient) -> None:
    path = begun(client)
    cut = client.open(
        path,
        method="PATCH",
        data=PHOTO[:HALF],
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": PIECE},
        environ_overrides={"CONTENT_LENGTH": str(len(PHOTO))},
    )
    assert cut.status_code == 400
    assert offset(client, path) == 0


def test_what_is_no_picture_ends_with_the_reason(client: FlaskClient, owner: User) -> None:
    path = begun(client, 6)
    assert piece(client, path, 0, b"<svg/>").status_code == 204
    told = client.get(path, headers={"Accept": "application/json"}).json
    assert told["picture"] is None
    assert "SVG" in told["message"]
    assert pictures(owner) == []


def test_nothing_at_all_is_a_picture_of_nothing(client: FlaskClient) -> None:
    assert "empty" in client.get(begun(client, 0)).json["message"]


def test_headers_must_be_right(client: FlaskClient) -> None:
    path = begun(client)
    assert client.open(path, method="HEAD").status_code == 412
    assert tus(client, "POST", ROOT).status_code == 400
    assert tus(client, "POST", ROOT, Upload_Length="-1").status_code == 400
    assert tus(client, "POST", ROOT, Upload_Length=MAX_BYTES + 1).status_code == 413
    assert tus(client, "PATCH", path, Upload_Offset=0, Content_Type="text/plain").status_code == 415
    assert tus(client, "PATCH", path, Content_Type=PIECE).status_code == 400
    bad = tus(client, "POST", ROOT, Upload_Length=5, Upload_Metadata="filename ???")
    assert bad.status_code == 400


def test_a_strangers_upload_does_not_exist(client: FlaskClient, client_of: ClientOf) -> None:
    path, stranger = begun(client), client_of(make_user())
    assert tus(stranger, "HEAD", path).status_code == 404
    assert piece(stranger, path, 0, PHOTO).status_code == 404
    assert tus(stranger, "DELETE", path).status_code == 404
    assert stranger.get(path).status_code == 404
    assert client_of().get(path).status_code == 302


def test_so_many_may_be_under_way(client: FlaskClient, owner: User) -> None:
    for _ in range(uploads.MOST_OPEN):
        uploads.begin(owner, "a.jpg", 5)
    assert tus(client, "POST", ROOT, Upload_Length=5).status_code == 429


def test_an_upload_can_be_given_up(client: FlaskClient) -> None:
    path = begun(client)
    piece(client, path, 0, PHOTO[:HALF])
    assert tus(client, "DELETE", path).status_code == 204
    assert tus(client, "HEAD", path).status_code == 404


def test_what_took_too_long_is_gone_and_then_swept(client: FlaskClient) -> None:
    path = begun(client)
    piece(client, path, 0, PHOTO[:HALF])
    db.session.execute(db.update(Upload).values(expires_at=now() - timedelta(seconds=1)))
    assert tus(client, "HEAD", path).status_code == 410
    assert piece(client, path, HALF, PHOTO[HALF:]).status_code == 410
    forget_uploads()
    assert tus(client, "HEAD", path).status_code == 404
    assert db.session.scalar(db.select(db.func.count()).select_from(UploadPiece)) == 0
