// Charts of all pages.
