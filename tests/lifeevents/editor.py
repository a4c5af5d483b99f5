"""The edit form of a page, as a browser would post it."""

import json
from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.fields import StreamField


def form_data(page: Any, user: Any, **changes: Any) -> dict[str, Any]:
    """Return everything that the edit form posts for a page as it stands, with some fields changed.

    A changed StreamField is given in the raw form: a list of {"type", "id", "value"}.
    """
    page = page.specific
    form = page.get_edit_handler().get_form_class()(instance=page, for_user=user)
    data: dict[str, Any] = {}
    for name in form.fields:
        model_field = next((item for item in page._meta.fields if item.name == name), None)
        if isinstance(model_field, StreamField):
            value = getattr(page, name)
            if name in changes:
                value = model_field.stream_block.to_python(changes[name])
            data |= stream_data(name, value)
        else:
            data |= field_data(name, changes.get(name, form[name].value()))
    data |= {f"comments-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    return data | {name: value for name, value in changes.items() if name not in form.fields}


def field_data(name: str, value: Any) -> dict[str, Any]:
    if value is None or value is False:
        return {} if value is False else {name: ""}
    return {name: "on" if value is True else json.dumps(value) if isinstance(value, dict) else value}


def stream_data(name: str, value: Any) -> dict[str, Any]:
    data: dict[str, Any] = {f"{name}-count": len(value)}
    for index, child in enumerate(value):
        row = f"{name}-{index}"
        data |= {f"{row}-deleted": "", f"{row}-order": index, f"{row}-type": child.block_type, f"{row}-id": child.id}
        data |= block_data(f"{row}-value", child.block, child.value)
    return data


def block_data(name: str, block: blocks.Block, value: Any) -> dict[str, Any]:
    if isinstance(block, blocks.StructBlock):
        data: dict[str, Any] = {}
        for child_name, child in block.child_blocks.items():
            data |= block_data(f"{name}-{child_name}", child, value.get(child_name))
        return data
    if isinstance(block, blocks.ListBlock):
        data = {f"{name}-count": len(value)}
        for index, child in enumerate(value.bound_blocks):
            row = f"{name}-{index}"
            data |= {f"{row}-deleted": "", f"{row}-order": index, f"{row}-id": child.id or ""}
            data |= block_data(f"{row}-value", child.block, child.value)
        return data
    return field_data(name, block.get_form_state(value))


def raw(page: Any, field: str) -> list[dict[str, Any]]:
    """Return a StreamField's rows to be changed."""
    return json.loads(json.dumps(getattr(page.specific, field).get_prep_value()))


def post(client: Client, page: Any, data: dict[str, Any], *, publish: bool = True) -> Any:
    """Post the edit form."""
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        data | ({"action-publish": "action-publish"} if publish else {}),
    )
