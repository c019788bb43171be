"""The kinds of messages about open proposals."""

YOURS, CLIMBED, UNOWNED = "proposal.yours", "proposal.climbed", "proposal.unowned"
