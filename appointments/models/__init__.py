from appointments.models.agenda import Agenda, Block, Closure, OpeningRule, Pool
from appointments.models.appointment import Appointment, AppointmentPerson, AppointmentProcedure, Claim
from appointments.models.office import Office, OfficeService, Service, ServiceProcedure
from appointments.models.result import ProcedureResult
from appointments.models.ticket import Ticket

__all__ = [
    "Agenda",
    "Appointment",
    "AppointmentPerson",
    "AppointmentProcedure",
    "Block",
    "Claim",
    "Closure",
    "Office",
    "OfficeService",
    "OpeningRule",
    "Pool",
    "ProcedureResult",
    "Service",
    "ServiceProcedure",
    "Ticket",
]
