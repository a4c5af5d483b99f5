"""The gallery's addresses, for `path("gallery/", include("sitekit.urls"))`."""

from django.urls import path

from sitekit import gallery

urlpatterns = [
    path("", gallery.gallery, name="gallery"),
    path("desk/", gallery.desk_gallery, name="gallery_desk"),
    path("page/<slug:name>/", gallery.page, name="gallery_page"),
]
