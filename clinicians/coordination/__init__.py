"""The coordinator's pages: how a centre is set up and kept running, one file a page."""
