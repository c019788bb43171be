"""What matters to somebody, one small goal a week, and how the days were, for themselves first.

Nothing here asks by message or reminds of anything, so none of it counts in the weekly budget of minutes. No day or
week that is missing is counted or named.
"""
