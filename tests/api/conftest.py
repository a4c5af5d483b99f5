import pytest

from tests.published import edition

__all__ = ["edition"]


@pytest.fixture
def post(client, edition):
    """Post a checklist and give back (status, body)."""

    def send(body=None, **headers):
        values = {"life_event": "having_a_child", **(body or {})}
        response = client.post("/api/v1/checklists/", values, content_type="application/json", headers=headers or None)
        return response.status_code, response.json()

    return send
