"""Everything that writes visits. Each module is one stretch of a visit's life.

    from appointments.actions import booking, changing, attending, elsewhere, releasing, agendas

`@transaction.atomic` stands on the inner half of `hold`, `book` and `change`: a refusal computes its alternatives,
and expired holds are let go, outside the transaction that was refused.
"""
