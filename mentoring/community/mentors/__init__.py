"""What mentors of a group may do for it besides answering: fear for somebody, and open the thread of the week."""
