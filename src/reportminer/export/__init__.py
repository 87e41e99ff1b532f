"""Tables, packages, workbooks and the page: everything that leaves the house."""
