from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import RevisionState
from marketplace.core.db import db
from marketplace.desk.waiting import waiting_on
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_revision


def counted(client_of: ClientOf, app, user: User) -> dict[str, int]:
    db.session.flush()
    db.session.expire_all()
    with app.test_request_context("/en/office/"):
        return {item.label: item.count for item in waiting_on(user)}


def test_pieces_wait_on_reviewers_of_their_cooperative_only(client_of: ClientOf, app) -> None:
    revision = make_revision(state=RevisionState.IN_REVIEW)
    coop = revision.product.cooperative_id
    hers = make_user(Role.REVIEWER, scope_id=coop)
    other = make_user(Role.REVIEWER, scope_id=coop + 1000)
    assert counted(client_of, app, hers)["piece to review"] == 1
    assert counted(client_of, app, other)["pieces to review"] == 0


def test_her_own_work_does_not_wait_on_its_reviewer(client_of: ClientOf, app) -> None:
    revision = make_revision(state=RevisionState.IN_REVIEW)
    reviewer = make_user(Role.REVIEWER, scope_id=revision.product.cooperative_id)
    revision.editor_ids = [reviewer.id]
    assert counted(client_of, app, reviewer)["pieces to review"] == 0
