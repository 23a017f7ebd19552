"""Names of predicates: what clauses fill and read, apart from relations themselves.

They stand by themselves because evaluation needs them and nothing else of what makes clauses.
"""

REPORTS = "!reports"
"""The predicate of diagnostics, which nothing reads."""


def proposals(relation: str) -> str:
    """Name the predicate of what rules propose for a relation."""
    return relation + "?"


def drops(relation: str) -> str:
    """Name the predicate of what rules drop from a relation."""
    return relation + "!"


def attribute(name: str) -> str:
    """Name the predicate of an attribute."""
    return "@" + name
