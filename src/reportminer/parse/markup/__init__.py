"""What the readers of marked-up formats (HTML, Word) share: the tree, a block's words, table rows, titles."""
