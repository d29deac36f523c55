"""How the window looks: tokens become one palette, one style sheet, fonts and icons."""
