"""Reading from outside: YAML with the place of every value, the files below a directory, git.

Nothing here knows what the files mean. Whatever is wrong with them becomes a diagnostic.
"""

from orun.sources.checkout import GitState, source_state
from orun.sources.discovery import Root, find_files, find_intent, similar_beside
from orun.sources.git import GitAnswer, GitFailure, ask_git
from orun.sources.nodes import AnyNode, Mapping, Scalar, Sequence, to_data
from orun.sources.text import decode_source, read_source
from orun.sources.trees import Trees
from orun.sources.yaml import read_yaml

__all__ = [
    "AnyNode",
    "GitAnswer",
    "GitFailure",
    "GitState",
    "Mapping",
    "Root",
    "Scalar",
    "Sequence",
    "Trees",
    "ask_git",
    "decode_source",
    "find_files",
    "find_intent",
    "read_source",
    "read_yaml",
    "similar_beside",
    "source_state",
    "to_data",
]
