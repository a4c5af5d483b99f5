from lifeevents.models.checklist import Checklist, ChecklistAnswer, ItemMark
from lifeevents.models.edition import GuideEdition, LifeEvent

__all__ = ["Checklist", "ChecklistAnswer", "GuideEdition", "ItemMark", "LifeEvent"]
