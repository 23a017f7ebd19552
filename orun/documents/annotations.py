"""Taking apart the types of the fields of a file format."""

from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Meta


def unwrap(annotation: Any) -> tuple[Any, list[Meta]]:
    """Split `Annotated[T | None, …]` into `T` and the marks upon it, in either order."""
    marks: list[Meta] = []
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            marks += [mark for mark in get_args(annotation)[1:] if isinstance(mark, Meta)]
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            members = [member for member in get_args(annotation) if member is not NoneType]
            if len(members) != 1:
                raise TypeError(f"a field has one type, perhaps with None: {annotation}")
            annotation = members[0]
        else:
            return annotation, marks
