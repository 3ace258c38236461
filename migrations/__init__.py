"""Every change of the tables, in one numbered line."""
