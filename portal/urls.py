"""Every address of the portal."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal import health, search, views
from portal.feedback import views as feedback

# One door to sign in, with its second factor: Wagtail's own two would take a password alone.
to_sign_in = views.ToSignIn.as_view()

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/in/", views.signed_in, name="signed_in"),
    path("account/", include("allauth.urls")),
    re_path(r"^cms/(?:login|password_reset)/.*$", to_sign_in),
    path("cms/", include(wagtailadmin_urls)),
    path("desk/", include("appointments.desk.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", include("portal.api.urls")),
]

# Last: every address that is left may be a page.
urlpatterns += i18n_patterns(
    path("_util/login/", to_sign_in),
    path("gallery/", include("sitekit.urls")),
    path("", include("lifeevents.urls")),
    path("", include("appointments.urls")),
    path(_("search/"), search.search, name="search"),
    path(_("feedback/"), feedback.feedback, name="feedback"),
    path(_("feedback/sent/"), feedback.sent, name="feedback_sent"),
    path(_("language/<slug:code>/"), views.choose_language, name="choose_language"),
    path("theme.css", views.theme, name="theme"),
    path("", include(wagtail_urls)),
)
