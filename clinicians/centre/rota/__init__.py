"""Who answers flags each week, and who stands in on a day."""
