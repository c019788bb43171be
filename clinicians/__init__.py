"""The desk: who needs somebody now, one person's whole course, flags and proposals to answer."""
