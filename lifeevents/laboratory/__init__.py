"""The laboratory: it proves that a guide is right for everybody, or shows the smallest persona for whom it is not.

Pure. `examining.examine` looks at a guide; `trials.run` gives the guide's own example people their lists.
"""
