"""Secret links stay out of what is written down."""

import pytest

from tests.published import edition

__all__ = ["edition"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stuck_to_it", ["", "%0a", "%C3%A9", "%E2%80%8B"])
def test_a_link_with_something_stuck_to_it_is_in_no_log(client, edition, caplog, capfd, stuck_to_it):
    answer = client.get(f"/en/l/the-secret{stuck_to_it}/")
    assert answer.status_code in (404, 410)
    assert "the-secret" not in capfd.readouterr().err
