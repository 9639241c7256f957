# SPDX-License-Identifier: Apache-2.0
"""Tables in columns, which frames of pandas and Polars take over as they lie in memory."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas
    import polars

#: An array, or places in a list of names (-1: none).
RawColumn = npt.NDArray[Any] | tuple[npt.NDArray[np.int32], list[str]]


class Table(Mapping[str, npt.NDArray[Any]]):
    """Columns of one length, by their names, as arrays that cannot be written to.

    A table of numbers is a mapping of NumPy arrays that own what the engine wrote. :meth:`to_pandas` and whoever reads
    the Arrow interface (``polars.DataFrame(table)``, ``pyarrow.table(table)``, DuckDB) share that memory; only truth
    values are packed for Arrow, which has eight in a byte.

    >>> import offramp
    >>> table = offramp.campaigns(offramp.SCENARIOS / "theory" / "hawkes.yaml", campaigns=5, seed=1)
    >>> table["war"].dtype, table.rows
    (dtype('bool'), 5)
    """

    def __init__(self, columns: list[tuple[str, RawColumn]]) -> None:
        self._raw: dict[str, RawColumn] = dict(columns)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        for raw in self._raw.values():
            return len(raw[0]) if isinstance(raw, tuple) else len(raw)
        return 0

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        raw = self._raw[name]
        if not isinstance(raw, tuple):
            return raw
        codes, names = raw
        return np.array([*names, None], dtype=object)[codes]  # -1 is the last

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __repr__(self) -> str:
        names = list(self)
        shown = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
        return f"<offramp.Table of {self.rows} rows and {len(names)} columns: {shown}>"

    def to_pandas(self) -> "pandas.DataFrame":
        """A data frame that shares the memory of the numbers; names are categories."""
        import pandas

        columns: dict[str, Any] = {}
        for name, raw in self._raw.items():
            if isinstance(raw, tuple):
                columns[name] = pandas.Categorical.from_codes(raw[0], pandas.Index(raw[1], dtype=object))
            else:
                columns[name] = raw
        return pandas.DataFrame(columns, copy=False)

    def to_polars(self) -> "polars.DataFrame":
        """A data frame that shares the memory of the numbers."""
        import polars

        return polars.DataFrame(self)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table by the Arrow PyCapsule interface, as one batch."""
        import nanoarrow

        columns = {name: _arrow_column(raw) for name, raw in self._raw.items()}
        schema = nanoarrow.struct({name: column.schema for name, column in columns.items()})
        batch = nanoarrow.c_array_from_buffers(schema, self.rows, [None], children=list(columns.values()))
        return nanoarrow.c_array_stream(batch).__arrow_c_stream__(requested_schema)


def _arrow_column(raw: RawColumn) -> Any:
    import nanoarrow

    if isinstance(raw, tuple):
        return _arrow_names(*raw)
    if raw.dtype == np.bool_:
        return nanoarrow.c_array_from_buffers(nanoarrow.bool_(), len(raw), [None, np.packbits(raw, bitorder="little")])
    kinds = {"float64": nanoarrow.float64, "int32": nanoarrow.int32, "uint64": nanoarrow.uint64}
    return nanoarrow.c_array_from_buffers(kinds[raw.dtype.name](), len(raw), [None, raw])


def _arrow_names(codes: npt.NDArray[np.int32], names: list[str]) -> Any:
    import nanoarrow

    texts = [*(name.encode() for name in names), b""]  # -1 is the last
    offsets = np.zeros(len(codes) + 1, dtype=np.int64)
    np.cumsum(np.array([len(text) for text in texts], dtype=np.int64)[codes], out=offsets[1:])
    buffers = [np.packbits(codes >= 0, bitorder="little"), offsets, b"".join(texts[code] for code in codes)]
    return nanoarrow.c_array_from_buffers(nanoarrow.large_string(), len(codes), buffers)
