import pytest

from appointments import timetables


@pytest.fixture(autouse=True)
def _no_timetables_kept():
    """A new database may have another agenda of the same number and version."""
    timetables.forget()
    yield
    timetables.forget()
