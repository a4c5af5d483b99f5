"""Whatever we hold about a person, somebody exports and erases."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from citizens import data_rights

OURS = ("sitekit", "procedures", "citizens", "lifeevents", "appointments", "portal")
# A field of this name, or of an e-mail type, says something about a person.
PERSONAL = {"email", "mobile", "landline", "phone", "first_name", "last_name", "postal_address", "identity_number"}
# What points at a person and yet is not theirs to take or to erase, each with its reason.
NOT_PERSONAL: dict[str, str] = {
    "procedures.AgencyPage": "an agency's public contact; the page's owner is who wrote it",
    "appointments.Office": "an office's public contact",
    "appointments.OfficeService": "an office's public contact",
    "portal.PortalSettings": "the portal's public contact",
}


def holds_personal_data(model: type[models.Model]) -> bool:
    for field in model._meta.get_fields(include_hidden=False):
        if not getattr(field, "concrete", False) or field.auto_created:
            continue
        # A page's owner comes with Wagtail's own model.
        if field.related_model is get_user_model() and field.model._meta.app_label in OURS:
            return True
        if isinstance(field, models.EmailField) or field.name in PERSONAL:
            return True
    return False


def undeclared(candidates: list[type[models.Model]]) -> list[str]:
    return [
        model._meta.label
        for model in candidates
        if holds_personal_data(model)
        and data_rights.holding_of(model) is None
        and model._meta.label not in NOT_PERSONAL
    ]


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_model_about_a_person_is_declared():
    assert undeclared(our_models()) == []


def test_each_declaration_says_for_what_and_how_long():
    assert data_rights.holdings()
    for holding in data_rights.holdings():
        assert holding.purpose, holding.model
        assert holding.retention, holding.model


def test_every_exception_is_a_model():
    """An exception for a model that is gone would hide the next one of that name."""
    assert {name for name in NOT_PERSONAL if name not in {model._meta.label for model in our_models()}} == set()


@pytest.mark.parametrize(
    "field",
    [models.ForeignKey("citizens.User", on_delete=models.CASCADE, related_name="+"), models.EmailField()],
    ids=["points at a user", "an e-mail address"],
)
def test_a_forgotten_model_is_noticed(field):
    with_registry = apps.all_models["portal"].copy()
    try:
        planted = type(
            "Planted",
            (models.Model,),
            {"__module__": __name__, "Meta": type("Meta", (), {"app_label": "portal"}), "about": field},
        )
        assert undeclared([planted]) == ["portal.Planted"]
    finally:
        apps.all_models["portal"].clear()
        apps.all_models["portal"].update(with_registry)
        apps.clear_cache()
