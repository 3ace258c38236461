"""How marks are given: schemes, panels, sheets and the ledger."""
