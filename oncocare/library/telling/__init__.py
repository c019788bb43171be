"""Who is told of texts: once a day at most of each thing, with how many, and never by whoever did it themselves."""
