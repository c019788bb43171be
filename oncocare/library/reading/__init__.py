"""What anybody reads: a published piece, what a centre has, a search over it, and a sheet to print."""
