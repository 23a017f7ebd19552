"""The rules engine: a checked program and facts to the least fixpoint, and why each fact holds."""
