"""Every type of page can be opened, in every language, and previewed by its editor."""

import pytest
from django.test import Client, RequestFactory
from wagtail.models import Page, Site, get_page_models

OURS = ("sitekit", "procedures", "citizens", "lifeevents", "appointments", "portal")


def page_types() -> list[type[Page]]:
    return [model for model in get_page_models() if model._meta.app_label in OURS and not model._meta.abstract]


def test_there_are_page_types():
    assert page_types()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("model", page_types(), ids=lambda model: model.__name__)
def test_a_page_of_each_type_opens(content, model, language):
    page = model.objects.live().filter(locale__language_code=language).first()
    assert page is not None, "the content has no page of this type"
    assert page.full_url, "no site leads to it"
    response = Client().get(page.get_url(), follow=True)
    assert response.status_code == 200
    assert f'lang="{language}"' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("model", page_types(), ids=lambda model: model.__name__)
def test_a_page_of_each_type_can_be_previewed(content, model):
    page = model.objects.live().first()
    request = RequestFactory().get("/", SERVER_NAME=Site.objects.get(is_default_site=True).hostname)
    for mode, _name in page.preview_modes:
        assert page.make_preview_request(request, mode).status_code == 200
