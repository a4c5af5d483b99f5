"""The citizen's way: date, questions, list, items, saving. Each view parses, calls one thing, answers."""
