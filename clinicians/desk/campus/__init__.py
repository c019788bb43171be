"""The campus of one person in their record: plan, what was opened and shared, who guides."""
