"""Questions on paper at the desk: which set, in which language, and the way from the code on a sheet to its set."""
