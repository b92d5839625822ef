"""From a figure on a page to its definition, its formula with numbers filled in, and the rows it was made of."""
