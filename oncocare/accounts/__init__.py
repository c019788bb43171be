"""Who is here: people, centres, roles, patients, and who may see what."""
