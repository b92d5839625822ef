"""Every sentence in both languages, and how numbers become text. What a number means is said in warehouse/."""
