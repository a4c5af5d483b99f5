"""The site with its guard off, for the negative control: places are counted and nobody looks."""

from portal.wsgi import application

# isort: split
# Models can be imported once the application is there.
from appointments import counters
from tests.appointments.builders import unguarded_take

counters.take = unguarded_take  # type: ignore[assignment]

__all__ = ["application"]
