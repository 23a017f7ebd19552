"""The stages in order: the only package that knows all the others but the command line."""
