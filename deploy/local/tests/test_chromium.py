"""The browser of journeys and pictures: named, found, or a sentence."""

from pathlib import Path

import pytest

from kontor_local import chromium
from kontor_local.problems import StackError
from kontor_local.settings import LocalSettings


def _program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_one_that_is_named_goes_before_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    own, other = _program(tmp_path / "own"), _program(tmp_path / "google-chrome")
    assert chromium.find(LocalSettings(chromium=own)) == own
    assert chromium.find(LocalSettings()) == other
    preferred = _program(tmp_path / "chromium")
    assert chromium.find(LocalSettings()) == preferred


def test_without_any_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no apt-get either
    with pytest.raises(StackError, match="there is none here: install Chromium, or name"):
        chromium.find(LocalSettings())
    with pytest.raises(StackError, match="which is no program"):
        chromium.find(LocalSettings(chromium=tmp_path / "gone"))
