"""The trace as JSON Lines: the line types, their order, and arrays turned into bytes."""
