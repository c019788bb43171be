"""The house: settings, urls, the home of each role, and the ground floor."""
