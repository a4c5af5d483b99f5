"""Addresses of offices and of visits."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from appointments.views import booking, days, details, elsewhere, lookup, offices, taking, visit

app_name = "appointments"

urlpatterns = [
    path(_("offices/"), offices.find, name="offices"),
    path(_("offices/<slug:office>/"), offices.office, name="office"),
    # Booking: what for stands in the address (?procedure=…&event=…, or ?change=…), nothing of the person.
    path(_("book/"), booking.book, name="book"),
    path(_("book/near/"), booking.near, name="book_near"),
    path(_("book/needs/"), booking.needs, name="book_needs"),
    path(_("book/time/<uuid:hold>/"), details.details, name="book_details"),
    path(_("book/time/<uuid:hold>/check/"), details.check, name="book_check"),
    path(_("book/time/<uuid:hold>/more-time/"), details.more_time, name="book_more_time"),
    path(_("book/time/<uuid:hold>/let-go/"), details.let_go, name="book_let_go"),
    path(_("book/at/<slug:office>/"), days.days, name="book_days"),
    path(_("book/at/<slug:office>/take/"), taking.take, name="book_take"),
    # Visits: a secret link is exchanged for access in the session; no address of a page tells anything.
    path("v/<str:token>/", visit.open_link, name="visit"),
    path("v/<str:token>/slip.pdf", visit.slip_by_link, name="visit_slip"),
    path(_("my-visit/"), lookup.find_visit, name="find_visit"),
    path(_("my-visit/write-down/"), elsewhere.type_in, name="type_in"),
    path(_("my-visit/<uuid:visit>/"), visit.visit, name="visit_page"),
    path(_("my-visit/<uuid:visit>/slip.pdf"), visit.slip, name="slip"),
    path(_("my-visit/<uuid:visit>/visit.ics"), visit.calendar, name="visit_calendar"),
    path(_("my-visit/<uuid:visit>/change/"), visit.change, name="visit_change"),
    path(_("my-visit/<uuid:visit>/cancel/"), visit.cancel, name="visit_cancel"),
    path(_("my-visit/<uuid:visit>/was-it-easy/"), visit.ease, name="visit_ease"),
    path(_("my-visit/<uuid:visit>/correct/"), elsewhere.edit, name="visit_edit"),
    path(_("my-visit/<uuid:visit>/take-off/"), elsewhere.remove, name="visit_remove"),
]
