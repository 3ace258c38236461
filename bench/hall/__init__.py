"""The hall that measurements happen in: a real server, a small competition, tablets, an auditor."""
