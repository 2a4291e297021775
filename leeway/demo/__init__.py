"""Harbour Bank, made up: people, a guideline and some forty cases, the same every time but for the date."""
