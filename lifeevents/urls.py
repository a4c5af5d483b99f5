"""Addresses of a person's list; the page of each life event is Wagtail's."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from lifeevents.views import checklist, feed, item, living, paper, questions, saving
from lifeevents.views import editions as published

app_name = "lifeevents"

of_one_list = [
    path("", checklist.checklist, name="list"),
    path(_("start/"), questions.start, name="start"),
    path(_("date/"), questions.event_date, name="event_date"),
    path(_("question/<slug:question>/"), questions.question, name="question"),
    path(_("check/"), questions.check, name="check"),
    path(_("not-for-me/"), checklist.why_not, name="why_not"),
    path(_("what-to-bring/"), checklist.bring, name="bring"),
    path(_("what-to-bring/say/"), checklist.say_of_paper, name="say_of_paper"),
    path(_("one-delivery/"), checklist.delivery, name="delivery"),
    path(_("was-it-easy/"), checklist.ease, name="ease"),
    path(_("procedure/<slug:procedure>/"), item.item, name="item"),
    path(_("procedure/<slug:procedure>/how/"), item.choose_channel, name="choose_channel"),
    path(_("procedure/<slug:procedure>/done/"), item.mark, name="mark"),
    path(_("my-list.pdf"), paper.list_pdf, name="list_pdf"),
    path(_("my-list.ics"), paper.list_calendar, name="list_calendar"),
    path(_("save/"), saving.save, name="save"),
    path(_("saved/"), saving.saved, name="saved"),
    path(_("new-link/"), saving.revoke, name="revoke"),
    path(_("what-moved/"), living.moved, name="moved"),
    path(_("what-changed/"), living.changed, name="changed"),
    path(_("stop/"), living.stop, name="stop"),
    path(_("stopped/"), living.stopped, name="stopped"),
    path(_("go-on/"), living.go_on, name="go_on"),
    path(_("tell-me-no-more/"), living.tell_me_no_more, name="tell_me_no_more"),
    path(_("forget/"), saving.forget, name="forget"),
]

urlpatterns = [
    path(_("recover/"), saving.recover, name="recover"),
    path("l/<str:token>/", saving.open_link, name="open"),
    path("l/<str:token>/calendar.ics", feed.feed, name="feed"),
    path(_("edition/<slug:event>/<slug:code>/"), published.edition, name="edition"),
    path(_("my-list/<slug:event>/"), include(of_one_list)),
]
