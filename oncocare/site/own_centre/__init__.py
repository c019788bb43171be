"""At which of their centres a person of several is: where they choose, and the way that leads there and back."""
