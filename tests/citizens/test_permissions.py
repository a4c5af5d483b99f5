import pytest

from citizens.actions import memberships
from citizens.exceptions import Refused
from citizens.models import Membership, User
from citizens.permissions import ROLE_ACTIONS, may
from sitekit.actors import SYSTEM, VISITOR, Actor, link_holder
from sitekit.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


class At:
    """An object that belongs to these scopes."""

    def __init__(self, *scopes):
        self.scopes = set(scopes)

    def permission_scopes(self):
        return self.scopes


HERE, ELSEWHERE = At(("office", "rc-zaragoza")), At(("office", "rc-huesca"))


@pytest.fixture
def officer():
    user = User.objects.create(email="mostrador@example.org")
    memberships.grant(user=user, role="desk_officer", scope="office", scope_id="rc-zaragoza", by=SYSTEM)
    return Actor("user", str(user.pk))


def test_a_desk_officer_serves_at_their_office_only(officer):
    assert may(officer, "appointment.check_in", HERE)
    assert not may(officer, "appointment.check_in", ELSEWHERE)
    assert not may(officer, "agenda.change", HERE)


def test_a_person_who_left_may_do_nothing(officer):
    User.objects.update(is_active=False)
    assert not may(officer, "desk.see", HERE)


def test_a_link_opens_its_own_subject_only():
    holder = link_holder("checklist", "abc")
    assert may(holder, "checklist.read", At(("link", "checklist:abc")))
    assert not may(holder, "checklist.read", At(("link", "checklist:abd")))
    assert not may(holder, "desk.see", At(("link", "checklist:abc")))
    assert not may(holder, "checklist.read")


def test_a_visitor_may_do_nothing_that_is_asked_here():
    assert not any(may(VISITOR, action, HERE) for actions in ROLE_ACTIONS.values() for action in actions)


def test_a_whole_portal_role_covers_every_agency():
    user = User.objects.create(email="administra@example.org")
    memberships.grant(user=user, role="portal_administrator", scope="portal", by=SYSTEM)
    assert may(Actor("user", str(user.pk)), "procedure.edit", At(("agency", "inss")))


def test_every_role_has_its_actions():
    assert set(Membership.Role.values) <= set(ROLE_ACTIONS)


def test_granting_is_audited_and_repeatable(officer):
    user = User.objects.get()
    memberships.grant(user=user, role="desk_officer", scope="office", scope_id="rc-zaragoza", by=SYSTEM)
    assert Membership.objects.count() == 1
    assert AuditEntry.objects.filter(action="membership.grant").count() == 1


def test_only_who_may_change_members_grants(officer):
    with pytest.raises(Refused):
        memberships.grant(
            user=User.objects.get(), role="office_manager", scope="office", scope_id="rc-zaragoza", by=officer
        )
    assert Membership.objects.count() == 1


def test_withdrawing_ends_the_role(officer):
    memberships.withdraw(membership=Membership.objects.get(), by=SYSTEM)
    assert not may(officer, "desk.see", HERE)
