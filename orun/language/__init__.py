"""The rules language: text to a tree (`parse`), trees to a checked program (`check`).

Nothing is imported here: a run whose rules are compiled already needs none of it but the layout.
"""
