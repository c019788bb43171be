"""The pieces and modules of a centre, for those who look after them."""
