"""Tables read from the text that creates them."""

from kontor_chassis.database.declared import declared

_TEXT = """
CREATE TABLE boat (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  "default" jsonb,
  seats bigint NOT NULL DEFAULT 0,
  crew uuid[] NOT NULL,
  built_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX boat_seats ON boat (tenant_id, seats);
CREATE TABLE mast (
  tenant_id uuid NOT NULL,
  body bytea NOT NULL
)
"""


def test_columns_and_keys_are_those_of_the_text() -> None:
    found = {
        name: [
            (column.name, type(column.type).__name__, column.primary_key)
            for column in table.columns
        ]
        for name, table in declared(_TEXT).items()
    }
    assert found == {
        "boat": [
            ("tenant_id", "Uuid", True),
            ("id", "Uuid", True),
            ("default", "JSONB", False),
            ("seats", "BigInteger", False),
            ("crew", "ARRAY", False),
            ("built_at", "DateTime", False),
        ],
        "mast": [("tenant_id", "Uuid", False), ("body", "LargeBinary", False)],
    }
