"""The CI systems whose events are understood; the command line offers them by these names."""

from enum import StrEnum


class Provider(StrEnum):
    """Whose event it is; `generic` is any other's, put into our words by somebody else."""

    GITHUB = "github"
    GITLAB = "gitlab"
    GENERIC = "generic"
