"""The frame of every page: the home of each role, errors, headers, place, navigation, language, who looked, break glass."""
