"""No model differs from its migrations."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_a_missing_migration_is_noticed():
    written = MigrationLoader(None).project_state()
    del written.models["citizens", "membership"]
    changes = MigrationAutodetector(written, ProjectState.from_apps(apps)).changes(graph=MigrationLoader(None).graph)
    assert "citizens" in changes


@pytest.mark.django_db
def test_no_migration_waits():
    call_command("migrate", check_unapplied=True, verbosity=0)
