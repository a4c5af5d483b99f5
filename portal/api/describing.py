"""The OpenAPI description: our calls only, not those of the editor."""

from __future__ import annotations

from typing import Any

from drf_spectacular.views import SpectacularAPIView

PREFIX = "/api/v1/"
SETTINGS = {
    "DESCRIPTION": "Life events, procedures, checklists, offices and visits. Errors are application/problem+json.",
    "PREPROCESSING_HOOKS": ["portal.api.describing.ours_only"],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "PersonEnum": "portal.api.shapes.PERSONS",
        "ChannelKindEnum": "portal.api.shapes.CHANNEL_KINDS",
    },
}


def ours_only(endpoints: list[tuple[str, ...]], **kwargs: Any) -> list[tuple[str, ...]]:
    return [one for one in endpoints if one[0].startswith(PREFIX)]


schema = SpectacularAPIView.as_view(custom_settings=SETTINGS)
