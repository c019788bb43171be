"""The frame of every page: homes, errors, headers, place, navigation, language, who looked, break glass."""
