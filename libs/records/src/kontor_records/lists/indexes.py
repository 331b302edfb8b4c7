"""The indexes of a record type's lists: one for each declared order and each usual filter.

An index of an order serves both directions; one of a filter gives its rows in the order in which
the newest come first, and carries what a board sums and a list leaves out, so that no row is read
to count.
"""

from typing import Any

from kontor_records.declaration.record_type import RecordType
from kontor_records.lists.sort_columns import sorting


def list_indexes(record_type: RecordType[Any]) -> tuple[str, ...]:
    """Return the statements that create the indexes of a type's lists, for its migration.

    Lists are filtered as a rule by the owner, the records it refers to, the field of its life
    cycle and the columns of its board.
    """
    table = record_type.table
    orders = {
        f"{table.name}_by_{field}": [column.name for column in sorting(table, field)]
        for field in record_type.marked("sortable")
    }
    sums = record_type.board.sums if record_type.board else ()
    amounts = (column for name in sums for column in (f"{name}_currency", f"{name}_minor"))
    carried = ", ".join((*amounts, "merged_into"))
    filters = {f"{table.name}_of_{name}": [name, "created_at"] for name in _filtered(record_type)}
    return tuple(
        f"CREATE INDEX {name} ON {table.name} ({', '.join(('tenant_id', *columns, 'id'))})"
        f"{f' INCLUDE ({carried})' if name in filters else ''} WHERE deleted_at IS NULL"
        for name, columns in (orders | filters).items()
    )


def _filtered(record_type: RecordType[Any]) -> tuple[str, ...]:
    lifecycle, board = record_type.lifecycle, record_type.board
    references = (name for name in record_type.references if not record_type.fields[name].is_list)
    named = (
        "owner",
        *(name for name in references if name != "owner_group"),
        *((lifecycle.field,) if lifecycle else ()),
        *(board.group_by if board else ()),
    )
    return tuple(dict.fromkeys(named))
