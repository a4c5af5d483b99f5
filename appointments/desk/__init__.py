"""The desk: the people of today at one office, and what each came for.

`access` says who may be here; `line` and `person` say what is shown, `finding` whom; `views` and `writing` answer.
"""
