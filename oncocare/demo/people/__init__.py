"""The people of the demo and their sign-in links."""
