"""The groups of one person in their record: in which they are, what they were offered, and offering one."""
