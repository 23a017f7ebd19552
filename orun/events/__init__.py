"""Events: what a CI system says has happened, read and put into words that all of them share.

Each provider has a module, a table of where its payloads keep what bindings ask about. No event is
trusted: whatever is taken from it is text without control characters or the id of a commit.
"""
