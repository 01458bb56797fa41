"""The call plan editor: palette, canvas, and the options of the selected step."""
