"""Each app uses only those below it: by import, and by name."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from tests.settings import ROOT

# From the lowest up.
APPS = ("sitekit", "procedures", "citizens", "lifeevents", "appointments", "portal")
FIELDS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField"}
PAGE_TYPES = {"parent_page_types", "subpage_types"}
REVERSING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
LABEL = re.compile(r"^(\w+)\.\w+$")
URL_TAG = re.compile(r"{%\s*url\s+['\"]([\w:.-]+)['\"]")
TEMPLATE_TAG = re.compile(r"{%\s*(?:include|extends)\s+['\"]([\w/.-]+)['\"]")


def is_above(other: str | None, app: str) -> bool:
    return other in APPS and APPS.index(other) > APPS.index(app)


# --- Imports ---------------------------------------------------------------------------------------------------------


def import_linter(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_imports_point_down():
    done = import_linter(ROOT)
    assert done.returncode == 0, done.stdout


def test_an_import_that_points_up_is_noticed(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for app in APPS:
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rules = next(contract["source_modules"] for contract in contracts if contract["name"] == "Rules are pure")
    for module in rules:
        (tmp_path / (module.replace(".", "/") + ".py")).touch()
    assert import_linter(tmp_path).returncode == 0
    (tmp_path / "procedures" / "offices.py").write_text("import appointments\n")
    assert "The arrows point one way BROKEN" in import_linter(tmp_path).stdout
    (tmp_path / "procedures" / "offices.py").unlink()
    (tmp_path / "procedures" / "conditions.py").write_text("import django\n")
    assert "Rules are pure BROKEN" in import_linter(tmp_path).stdout


# --- Names: what an import does not show -----------------------------------------------------------------------------


def owners_of_addresses() -> dict[str, str]:
    """Return, for each name that can be reversed, the app whose view answers."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield f"{prefix}{pattern.name}", pattern.callback.__module__.partition(".")[0]

    return dict(walk(get_resolver(), ""))


def names_in_python(source: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, name) for each model or address that the code names in a string."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(target, "id", "") in PAGE_TYPES for target in targets):
                yield from (
                    ("model", label.value) for label in getattr(node.value, "elts", []) if hasattr(label, "value")
                )
        if not isinstance(node, ast.Call):
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        values = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in {"to", "through"})]
        strings = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)]
        if function in FIELDS:
            yield from (("model", string) for string in strings if LABEL.match(string))
        elif function == "get_model" and strings:
            yield "model", strings[0] if "." in strings[0] else f"{strings[0]}.model"
        elif function in REVERSING and strings:
            yield "address", strings[0]


def names_in_template(source: str) -> Iterator[tuple[str, str]]:
    yield from (("address", match[1]) for match in URL_TAG.finditer(source))
    yield from (("template", match[1]) for match in TEMPLATE_TAG.finditer(source))


def app_of_template(name: str) -> str | None:
    """Return the app whose template of this name is used."""
    try:
        path = Path(get_template(name).origin.name)
    except TemplateDoesNotExist:
        return None
    return path.relative_to(ROOT).parts[0] if path.is_relative_to(ROOT) else None


def upward_names(app: str, names: Iterator[tuple[str, str]], addresses: dict[str, str]) -> list[str]:
    def owner(kind: str, name: str) -> str | None:
        if kind == "model":
            return name.partition(".")[0]
        return addresses.get(name) if kind == "address" else app_of_template(name)

    return [f"{kind} {name!r}" for kind, name in names if is_above(owner(kind, name), app)]


def sources(app: str) -> Iterator[tuple[Path, Iterator[tuple[str, str]]]]:
    for path in sorted((ROOT / app).rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path, names_in_python(path.read_text(encoding="utf-8"))
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield path, names_in_template(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("app", APPS)
def test_no_name_points_up(app):
    addresses = owners_of_addresses()
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, names in sources(app)
        for name in upward_names(app, names, addresses)
    ]
    assert found == [], "use a slot (sitekit/slots.py), filled by the upper app"


@pytest.mark.parametrize(
    "source",
    [
        "office = models.ForeignKey('appointments.Office', on_delete=models.CASCADE)",
        "offices = models.ManyToManyField(to='appointments.Office')",
        "apps.get_model('appointments', 'Office')",
        "apps.get_model('appointments.Office')",
        "parent_page_types: ClassVar = ['portal.HomePage']",
        "redirect('readyz')",
        "reverse('readyz')",
    ],
)
def test_a_name_in_code_that_points_up_is_noticed(source):
    assert upward_names("procedures", names_in_python(source), owners_of_addresses())


@pytest.mark.parametrize("source", ["<a href=\"{% url 'readyz' %}\">", '{% url "healthz" as address %}'])
def test_a_name_in_a_template_that_points_up_is_noticed(source):
    assert upward_names("procedures", names_in_template(source), owners_of_addresses())


def test_an_included_template_of_an_upper_app_is_noticed(monkeypatch):
    monkeypatch.setattr(f"{__name__}.app_of_template", lambda name: "portal")
    assert upward_names("sitekit", names_in_template('{% include "portal/x.html" only %}'), {})


def test_names_that_point_down_or_outside_are_fine():
    source = "models.ForeignKey('sitekit.AuditRow'); models.ForeignKey('wagtailcore.Page'); reverse('account_login')"
    assert upward_names("procedures", names_in_python(source), owners_of_addresses()) == []
