from lifeevents.models.checklist import Checklist, ChecklistAnswer, ChecklistChange, ItemMark
from lifeevents.models.edition import GuideEdition, LifeEvent
from lifeevents.models.pages import LifeEventIndexPage, LifeEventPage

__all__ = [
    "Checklist",
    "ChecklistAnswer",
    "ChecklistChange",
    "GuideEdition",
    "ItemMark",
    "LifeEvent",
    "LifeEventIndexPage",
    "LifeEventPage",
]
