"""Level 2 for one person: a plan of three things, lessons and exercises, the coach, a diary, and who guides them."""
