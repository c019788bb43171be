"""What raised a flag, in words, for every page that shows one; and on which number its person is reached."""
