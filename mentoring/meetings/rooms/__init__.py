"""Where people meet by video: what a room is, the providers of rooms, and the keys that open one for minutes."""
