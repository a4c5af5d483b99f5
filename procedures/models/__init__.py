from procedures.models.agency_index_page import AgencyIndexPage
from procedures.models.agency_page import AgencyPage
from procedures.models.catalogue import Document, DocumentText, Question, QuestionText, Source
from procedures.models.content_page import ContentPage
from procedures.models.identity import Agency, Procedure
from procedures.models.procedure_page import ProcedurePage
from procedures.models.territory import Holiday, Municipality, forget_holidays

__all__ = [
    "Agency",
    "AgencyIndexPage",
    "AgencyPage",
    "ContentPage",
    "Document",
    "DocumentText",
    "Holiday",
    "Municipality",
    "Procedure",
    "ProcedurePage",
    "Question",
    "QuestionText",
    "Source",
    "forget_holidays",
]
