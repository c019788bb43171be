"""Words in what people write for which a person must look: lists by language, and how a text is read with them."""
