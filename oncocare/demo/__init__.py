"""Made-up people, for whoever tries OncoCare and for its tests. Never where real people are."""
