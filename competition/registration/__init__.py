"""Registration: delegations, and who takes part in which trade."""
