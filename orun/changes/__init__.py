"""Finding what changed: files by git or by a list, the intent by comparing it as data.

Only facts are found here. Which component a change touches is decided by `rules/changes.rules`.
`find_changes` of `orun.changes.find` is the whole of it.
"""
