"""Who guides a person at level 2: their reviews every two weeks, and what is told where nothing happens."""
