from lifeevents.models.checklist import Checklist, ChecklistAnswer, ItemMark
from lifeevents.models.edition import GuideEdition, LifeEvent
from lifeevents.models.pages import LifeEventIndexPage, LifeEventPage

__all__ = [
    "Checklist",
    "ChecklistAnswer",
    "GuideEdition",
    "ItemMark",
    "LifeEvent",
    "LifeEventIndexPage",
    "LifeEventPage",
]
