"""Collect, merge and compile the texts of the interface; in Python only, since GNU gettext may be absent.

The texts in the code are English; `locale/<language>/LC_MESSAGES/django.po` holds each other language.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE_LANGUAGE = "en"
APPS = ("sitekit", "procedures", "citizens", "lifeevents", "appointments", "portal")
# Function → the positions of its context, text and plural.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%%|%[sd]")
IN_TEMPLATE = re.compile(r"\b(_|n?p?gettext)\(")


@dataclass(frozen=True)
class Text:
    """One text to translate; where it stands takes no part in being equal."""

    msgid: str
    context: str | None = None
    plural: str | None = None
    place: str = field(default="", compare=False)


def texts_in_python(source: str, place: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            positions = CALLS.get(name.removesuffix("_lazy").removesuffix("_noop"))
            if positions:
                yield from _text_of(node.args, positions, f"{place}:{node.lineno}")


def texts_in_template(source: str, place: str) -> Iterator[Text]:
    rendered = templatize(source, origin=place)
    for match in IN_TEMPLATE.finditer(rendered):
        # The call ends at the first bracket with which it parses: the text itself may hold brackets.
        for end in (i for i in range(match.end(), len(rendered)) if rendered[i] == ")"):
            try:
                tree = ast.parse(rendered[match.start() : end + 1].replace("\n", " "), mode="eval")
            except SyntaxError:
                continue
            if isinstance(tree.body, ast.Call):
                yield from _text_of(tree.body.args, CALLS[match[1]], place)
            break


def _text_of(arguments: list[ast.expr], positions: tuple[int | None, int, int | None], place: str) -> Iterator[Text]:
    def constant(position: int | None) -> str | None:
        if position is None or position >= len(arguments):
            return None
        node = arguments[position]
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

    msgid = constant(positions[1])
    if msgid:
        yield Text(msgid, constant(positions[0]), constant(positions[2]), place)


def texts_in_project(root: Path | None = None) -> list[Text]:
    """Return every text of code and templates once, with the first place it stands."""
    root = root or settings.BASE_DIR
    found: dict[Text, Text] = {}
    for app in APPS:
        for path in sorted((root / app).rglob("*")):
            place = str(path.relative_to(root))
            if path.suffix == ".py" and "migrations" not in path.parts:
                texts = texts_in_python(path.read_text(encoding="utf-8"), place)
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                texts = texts_in_template(path.read_text(encoding="utf-8"), place)
            else:
                continue
            for text in texts:
                found.setdefault(text, text)
    return list(found)


# --- Catalogues ------------------------------------------------------------------------------------------------------


def catalogue_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def formal_path(language: str) -> Path:
    """Return the words of a language said formally (sitekit/register.py): kept by hand, collecting keeps off."""
    return catalogue_path(language).with_name("formal.po")


def part_paths(language: str) -> list[Path]:
    """Return the loose pieces a writer left in locale/parts, to be merged by the next collection."""
    return sorted((Path(settings.LOCALE_PATHS[0]) / "parts").glob(f"*.{language}.po"))


def languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def load(language: str) -> polib.POFile:
    """Return a language's catalogue with the loose pieces merged in; the catalogue's own text wins."""
    path = catalogue_path(language)
    catalogue = polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    known = {(entry.msgid, entry.msgctxt): entry for entry in catalogue}
    for part in part_paths(language):
        for entry in polib.pofile(str(part)):
            before = known.get((entry.msgid, entry.msgctxt))
            if entry.obsolete or (before and before.translated()):
                continue
            if before:
                catalogue.remove(before)
            catalogue.append(entry)
            known[(entry.msgid, entry.msgctxt)] = entry
    return catalogue


def problems(catalogue: polib.POFile, texts: list[Text]) -> list[str]:
    """Say, for each text, what is wrong with its translation: none, doubtful, or with other placeholders."""
    known = {(entry.msgid, entry.msgctxt): entry for entry in catalogue}
    found = []
    for text in texts:
        entry = known.get((text.msgid, text.context))
        if entry is None or not entry.translated():
            found.append(f"{text.place}: no translation: {text.msgid!r}")
        elif text.plural and not entry.msgid_plural:
            found.append(f"{text.place}: no plural: {text.msgid!r}")
        elif not _placeholders_agree(entry):
            found.append(f"{text.place}: other placeholders: {text.msgid!r}")
    return found


def _placeholders_agree(entry: polib.POEntry) -> bool:
    # A singular may leave its number out ("one visit"), in either language.
    needed = _placeholders(entry.msgid_plural or entry.msgid)
    if not entry.msgid_plural:
        return _placeholders(entry.msgstr) == needed
    return all(_placeholders(translated) <= needed for translated in entry.msgstr_plural.values())


def _placeholders(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text) if match[0] != "%%"}


def collect(language: str) -> list[str]:
    """Write the catalogue anew: what the code says, with the translations there are; return what is still wrong."""
    texts = texts_in_project()
    catalogue = load(language)
    known = {(entry.msgid, entry.msgctxt): entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = catalogue.metadata
    taken: set[tuple[str, str | None]] = set()
    for text in sorted(texts, key=lambda text: (text.msgid, text.context or "")):
        key = (text.msgid, text.context)
        if key in taken:
            continue
        taken.add(key)
        before = known.get(key)
        entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context, msgstr=before.msgstr if before else "")
        entry.flags = ["python-format"] if "%(" in text.msgid else []
        if text.plural:
            entry.msgid_plural = text.plural
            entry.msgstr_plural = before.msgstr_plural if before and before.msgid_plural else {0: "", 1: ""}
        entry.occurrences = [(text.place.partition(":")[0], "")]
        fresh.append(entry)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))
    for part in part_paths(language):
        part.unlink()
    return problems(fresh, texts)


def compile_all() -> None:
    """Write the compiled catalogues, which Django reads; they are never committed."""
    for language in languages():
        _compile(load(language), catalogue_path(language))
        if formal_path(language).exists():
            _compile(polib.pofile(str(formal_path(language))), formal_path(language))
        # Texts of libraries in our words, kept by hand: sitekit stands before them, so that its words win.
        of_libraries = settings.BASE_DIR / "sitekit" / "locale" / language / "LC_MESSAGES" / "django.po"
        if of_libraries.exists():
            _compile(polib.pofile(str(of_libraries)), of_libraries)


def _compile(catalogue: polib.POFile, path: Path) -> None:
    compiled = path.with_suffix(".mo")
    compiled.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: a server that starts meanwhile must not read half a file.
    unfinished = path.with_suffix(".mo.new")
    catalogue.save_as_mofile(str(unfinished))
    unfinished.replace(compiled)
