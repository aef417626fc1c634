"""One file a change of schema, `NNNN_what_it_does.py`; its revision id is its number. Nothing imports them."""

__all__: list[str] = []
