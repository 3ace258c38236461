"""Accounts: who signs in, with a password at a desk or a PIN on a tablet."""
