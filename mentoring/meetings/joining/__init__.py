"""The page of a session in the browser: the check, the waiting room, and the room with pictures and sound."""
