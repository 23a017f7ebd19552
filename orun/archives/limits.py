"""How much one archive may ask for. Beyond a limit there is an error, never a full memory."""

MAX_PACKED = 64 * 1024 * 1024
"""Size of an archive in bytes, compressed as it lies on the disk."""

MAX_UNPACKED = 64 * 1024 * 1024
"""Size of the tar inside of it in bytes."""

MAX_RATIO = 200
"""Bytes that one compressed byte may stand for, once there is more than `FREE` of them.

Trees of small, similar YAML files reach 50; gzip itself ends at 1,032.
"""

FREE = 4 * 1024 * 1024
"""Bytes that may come out whatever the ratio: an empty tar is nothing but zeros."""

MAX_STREAMS = 4_096
"""Gzip streams behind each other: writers that work in parallel make one for each block."""

MAX_MEMBERS = 20_000
"""Files, directories and all else that an archive lists."""

MAX_PATH = 4_096
"""Characters of a member's path."""

MAX_DEPTH = 64
"""Directories inside each other."""

MAX_RECORDS = 1024 * 1024
"""Bytes of a header that speaks about the next one."""
