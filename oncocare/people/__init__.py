"""People, centres, roles and permissions: the tables every room above points at, and the fetches that refuse."""
