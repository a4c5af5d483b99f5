class ListError(Exception):
    """Something about a list cannot be done."""


class LinkExpired(ListError):
    """The link or code was revoked, is past its time, or was never ours."""


class UnknownProcedure(ListError):
    """The procedure is not on this list's guide."""


class BadAnswer(ListError):
    """The answer is not one that the question takes."""
