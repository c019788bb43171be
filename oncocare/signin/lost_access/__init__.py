"""I lost my phone: a person asks, the centre checks who they are and lets them back in."""
