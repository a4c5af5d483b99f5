from procedures.models.identity import Agency, Procedure

__all__ = ["Agency", "Procedure"]
