"""The token-cost calculator: exact token counts, dated prices, and the arithmetic between them."""
