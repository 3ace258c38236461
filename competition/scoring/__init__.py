"""The rulebook: pure functions from marks to places.  No input, no output, no clock."""
