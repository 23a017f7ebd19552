"""Reading `.tgz` archives that nobody vouches for: bounded, in memory, never onto the disk.

What is refused is refused whole, with every reason: an archive that tries one thing is not to be
trusted with the rest.
"""

from orun.archives.archive import Archive
from orun.archives.bytes import read_bytes
from orun.archives.limits import MAX_PACKED
from orun.archives.read import read_archive

__all__ = ["MAX_PACKED", "Archive", "read_archive", "read_bytes"]
