"""The look of an installation: a colour that cannot be read is refused."""

import pytest
from django.core.exceptions import ValidationError

from portal.models import PortalSettings, contrast


def test_contrast_is_the_ratio_of_the_guidelines():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("colour", "is_readable"), [("#0B5D5B", True), ("#F2A900", False), ("teal", False)])
def test_a_colour_must_be_readable(db, colour, is_readable):
    settings = PortalSettings(site_id=1, name="Portal", action_colour=colour)
    if is_readable:
        settings.full_clean(exclude=["site"])
    else:
        with pytest.raises(ValidationError) as refused:
            settings.full_clean(exclude=["site"])
        assert "action_colour" in refused.value.message_dict
