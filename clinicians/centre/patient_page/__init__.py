"""By when the centre answers its patients, and its own words on their page."""
