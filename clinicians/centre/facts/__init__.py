"""Name, address, phone, country, time zone and youngest age of a centre."""
