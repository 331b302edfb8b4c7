"""Texts: every record type, field, value and section has a name in both languages."""

import pytest

from kontor_chassis.texts.catalogue import add_folder
from kontor_contacts.app import APP, RECORDS
from kontor_records.catalogue import labels
from kontor_records.declaration.record_type import RecordType


@pytest.mark.parametrize("record_type", RECORDS, ids=lambda one: one.record)
def test_nothing_is_without_a_name(record_type: RecordType) -> None:
    assert APP.texts is not None
    add_folder(APP.texts)
    assert labels.missing(record_type) == []
