"""The clinical picture: what care knows about a person's illness and life, who said it, and when."""
