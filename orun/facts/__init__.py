"""Documents to facts: what the files say, without any default and without any choice."""
