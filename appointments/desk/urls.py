"""Addresses of the desk. Nothing of a person stands in them but the visit's number."""

from django.urls import path

from appointments.desk import views, writing

app_name = "desk"

urlpatterns = [
    path("", views.home, name="home"),
    path("<slug:office>/", views.today, name="today"),
    path("<slug:office>/find/", views.find, name="find"),
    path("<slug:office>/visit/<int:visit>/", views.visit, name="visit"),
    path("<slug:office>/visit/<int:visit>/check-in/", writing.check_in, name="check_in"),
    path("<slug:office>/visit/<int:visit>/finish/", writing.finish, name="finish"),
    path("<slug:office>/visit/<int:visit>/no-show/", writing.no_show, name="no_show"),
    path("<slug:office>/visit/<int:visit>/undo/", writing.undo, name="undo"),
    path("<slug:office>/visit/<int:visit>/procedure/<int:item>/hand-in/", writing.hand_in, name="hand_in"),
    path("<slug:office>/visit/<int:visit>/procedure/<int:item>/take-back/", writing.take_back, name="take_back"),
]
