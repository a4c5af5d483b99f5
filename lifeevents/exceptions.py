class ListError(Exception):
    """Something about a list cannot be done."""


class LinkExpired(ListError):
    """The link or code was revoked, is past its time, or was never ours."""


class UnknownProcedure(ListError):
    """The procedure is not on this list's guide."""


class BadAnswer(ListError):
    """The answer is not one that the question takes."""


class UnknownPaper(ListError):
    """The paper is not in this list's guide."""


class ChangeIsOver(ListError):
    """The change was accepted before, or a later edition has overtaken it."""
