"""Second factors on the screen: giving a code, setting up a way, and changing one's ways."""
