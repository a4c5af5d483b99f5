"""How a person's lists are exported and erased."""

from django.utils.translation import gettext_noop as _

from citizens.data_rights import delete_rows, export_fields, register
from lifeevents.models import Checklist, ChecklistAnswer, ChecklistChange, ItemMark


def register_own() -> None:
    """Declare this app's models (called from `LifeEventsConfig.ready`)."""
    retention = _("CHECKLIST_KEPT_MONTHS after the event, or until the person deletes it")
    register(
        Checklist,
        purpose=_("Showing the person their list again, and writing to them when it changes if they ask for it"),
        retention=retention,
        export=export_fields(
            "id", "life_event_id", "language", "event_on", "event_at_time", "due_on", "municipality", "channels",
            "skipped", "papers_held", "lookups", "moved_from", "tell_email", "stopped_at", "calendar_given",
            "created_at", "changed_at", "keep_until",
        ),
        erase=delete_rows,
    )  # fmt: skip
    register(
        ChecklistAnswer,
        purpose=_("Computing what is on the person's list"),
        retention=retention,
        export=export_fields("checklist_id", "question", "person", "value"),
        erase=delete_rows,
    )
    register(
        ItemMark,
        purpose=_("Telling what is done from what is not"),
        retention=retention,
        export=export_fields("checklist_id", "procedure_id", "person", "kind", "at", "office", "number"),
        erase=delete_rows,
    )
    register(
        ChecklistChange,
        purpose=_("Telling the person what a new publication changes on their list, and keeping what they say to it"),
        retention=retention,
        export=export_fields(
            "checklist_id", "from_edition__number", "to_edition__number", "difference", "found_at", "status",
            "answered_at", "question",
        ),
        erase=delete_rows,
    )  # fmt: skip
