"""How suggestions are exported and erased, should somebody write in one who they are."""

from django.utils.translation import gettext_noop as _

from citizens.data_rights import delete_rows, export_fields, register
from portal.feedback.models import Suggestion


def register_own() -> None:
    """Declare this package's model (called from `PortalConfig.ready`)."""
    register(
        Suggestion,
        purpose=_("Improving the site with what people say of it"),
        retention=_("One year"),
        export=export_fields("page", "language", "text", "created_at", "keep_until"),
        erase=delete_rows,
    )
