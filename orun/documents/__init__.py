"""The file formats: typed structs, decoding them from positioned nodes, loading them from disk."""
