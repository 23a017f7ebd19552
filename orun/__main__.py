"""`python -m orun`."""

from orun.cli import main

main()
