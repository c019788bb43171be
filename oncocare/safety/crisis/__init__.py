"""The numbers to call now, by country and of a centre, and the help page that shows them."""
