class Refused(Exception):
    """The actor may not do this."""
