"""The site with its guard off, for the negative control: places are counted and nobody looks."""

from appointments import counters
from portal.wsgi import application
from tests.appointments.builders import unguarded_take

counters.take = unguarded_take  # type: ignore[assignment]

__all__ = ["application"]
