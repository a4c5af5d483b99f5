"""What the gallery shows: sample variables for each component, and for whole pages.

One state to a line, however long: it is read as a table.
"""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from pathlib import Path
from typing import Any

LONG = "Reconocimiento de asistencia sanitaria al recién nacido (beneficiario) y expedición de la tarjeta sanitaria provisional"
WORD = "Otorrinolaringológicamentehablandoinconstitucionalísimamente"
TITLE = "Inscripción del nacimiento en el Registro Civil"
SOON = {"kind": "hard", "strong": "Hasta el martes 1\u00a0de\u00a0diciembre.", "rest": "Quedan 6 días", "tint": "soon"}
BETTER = {"kind": "recommended", "strong": "Mejor antes del domingo 21\u00a0de\u00a0febrero.", "rest": "Quedan 88 días"}
CLOSES = {"kind": "window", "strong": "Se cierra el viernes 21\u00a0de\u00a0noviembre de\u00a02031.", "rest": "Quedan casi 5 años"}
I_DID = {"kind": "done", "strong": "Lo he hecho,", "rest": "lunes 23\u00a0de\u00a0noviembre", "tint": "done"}
VISIT = {"kind": "visit", "strong": "Cita el viernes 11\u00a0de\u00a0diciembre, 10:30.", "rest": "La apuntaste tú"}
PASSED = {"kind": "passed", "strong": "El plazo pasó el martes 24.", "rest": "Pide una prórroga: hay 30 días con causa", "tint": "late"}

SITE: dict[str, Any] = {
    "masthead": {
        "name": "Ventanilla única de Aragón", "home_url": "/", "demo": True, "phone": "976 714 000", "phone_uri": "+34976714000",
        "phone_office": "Oficina de Información y Registro, edificio Pignatelli",
        "nav": [{"text": "Mis gestiones", "url": "#mine", "current": True}, {"text": "Mi cita", "url": "#visit"}, {"text": "Oficinas", "url": "#offices"},
                {"text": "Buscar", "url": "#search", "icon": "search"}],
        "footer": [[{"text": "Encontrar una oficina", "url": "#o"}, {"text": "Mi cita: ver, cambiar o anular", "url": "#c"},
                    {"text": "Recuperar mi lista con un código", "url": "#l"}],
                   [{"text": "Accesibilidad", "url": "#a"}, {"text": "Privacidad", "url": "#p"}, {"text": "Datos abiertos", "url": "#d"},
                    {"text": "Di qué se puede mejorar", "url": "#m"}]],
    },
    "alternates": [
        {"code": "es", "name": "español", "url": "#es", "current": True}, {"code": "an", "name": "aragonés", "url": "#an"},
        {"code": "ca", "name": "català", "url": "#ca"}, {"code": "en", "name": "English", "url": "#en"},
        {"code": "ro", "name": "română", "url": "#ro"}, {"code": "ar", "name": "العربية", "url": "#ar"},
    ],
}

HEADER = {"site": SITE["masthead"], "alternates": SITE["alternates"]}
STATUSES = (
    ("next", "Lo siguiente"), ("todo", "Por hacer"), ("waiting", "Espera a otra gestión"), ("they_do_it", "Lo hacen ellos"),
    ("may_apply", "Puede que sí"), ("visit", "Cita pedida"), ("done", "Lo he hecho"), ("handed_in", "Entregado"), ("refused", "Denegado"),
    ("passed", "Plazo pasado"), ("today", "Hoy"), ("entering", "Acaba de entrar"), ("closed", "Sin sitio"), ("limit", "Acaba el plazo"),
)

ITEMS: list[dict[str, Any]] = [
    {"title": "Certificado (literal) de nacimiento", "url": "#1", "status": "waiting", "who": "Registro Civil · por internet o con cita", "note": "Espera a: inscripción del nacimiento"},
    {"title": "Empadronamiento del recién nacido", "url": "#2", "status": "they_do_it", "who": "Ayuntamiento de Zaragoza", "note": "Lo hacen ellos. No tienes que hacer nada"},
    {"title": "Reconocimiento de asistencia sanitaria al recién nacido (beneficiario)", "url": "#3", "status": "waiting", "who": "Seguridad Social (INSS) · por internet", "note": "Espera a: inscripción del nacimiento"},
    {"title": "Tarjeta sanitaria del recién nacido", "url": "#4", "status": "waiting", "who": "SALUD · en tu centro de salud, sin cita", "note": "Espera a: asistencia sanitaria"},
]
MONTHS3: list[dict[str, Any]] = [
    {"title": "Prestación por nacimiento y cuidado de menor (trabajo por cuenta ajena)", "url": "#5", "status": "todo", "who": "Seguridad Social (INSS) · por internet, también sin certificado", "deadline": BETTER},
    {"title": "Permisos y excedencia con la empresa (lactancia, reducción, excedencia, permiso parental)", "url": "#6", "status": "done", "word": "Hecho", "who": "Tu empresa", "deadline": I_DID},
    {"title": "Complemento de ayuda para la infancia (IMV/CAPI)", "url": "#7", "status": "may_apply", "who": "Seguridad Social (INSS)", "strong": "Puede que sí.", "note": "Depende de los ingresos del hogar.", "act_url": "#q", "act_text": "Contestar"},
]
LAST: list[dict[str, Any]] = [
    {"title": "DNI del menor (voluntario hasta los 14 años)", "url": "#8", "status": "visit", "who": "Comisaría de Zaragoza, calle General Mayandía", "deadline": VISIT},
    {"title": "Pasaporte del menor", "url": "#9", "status": "todo", "who": "Policía Nacional · en persona, con cita"},
]
OVERDUE: dict[str, Any] = {"title": "Inscripción del nacimiento desde el hospital", "url": "#0", "status": "passed", "who": "Registro Civil", "note": "El plazo pasó ayer, martes 24. Lo resuelves con el siguiente.", "past": True}
FIRST: dict[str, Any] = {"title": TITLE, "url": "#n", "status": "next", "who": "Registro Civil · en persona, con cita", "deadline": SOON}

TOOLS: list[dict[str, Any]] = [{"url": "#b", "text": "Qué llevar", "icon": "bag"}, {"url": "#k", "text": "Calendario", "icon": "calendar-plus"}, {"url": "#p", "text": "Imprimir", "icon": "print"}]
TIMES = ["9:00", "9:20", "9:40", "10:20", "11:00", "11:40", "12:20", "13:00"]
PARTS: list[dict[str, Any]] = [{"name": "Mañana", "times": [{"text": t, "value": t, "url": f"#t{t}", "chosen": t == "12:20"} for t in TIMES]}, {"name": "Tarde", "times": [], "closed": "Por la tarde no abre"}]
DAYS: list[dict[str, Any]] = [
    {"name": "jueves 26", "places": "sin sitio", "state": "closed"},
    {"name": "viernes 27", "places": "3 sitios", "state": "open", "url": "#27"},
    {"name": "sábado 28 y domingo 29", "places": "cerrado", "state": "closed"},
    {"name": "lunes 30", "places": "8 sitios", "state": "open", "url": "#30", "chosen": True, "parts": PARTS},
    {"name": "martes 1\u00a0de\u00a0diciembre", "places": "6 sitios", "state": "open", "url": "#1"},
    {"name": "Aquí acaba tu plazo", "state": "limit"},
    {"name": "miércoles 2", "places": "11 sitios", "state": "late", "late": "1 día tarde", "url": "#2"},
    {"name": "jueves 3", "places": "14 sitios", "state": "late", "late": "2 días tarde", "url": "#3"},
]
HEADS = ["lunes", "martes", "miércoles", "jueves", "viernes"]


def _cell(number: int, places: str = "", state: str = "", **more: Any) -> dict[str, Any]:
    return {"number": number, "places": places, "state": state, "url": f"#d{number}" if state in ("open", "late") else "", "label": f"día {number}", **more}


WEEKS = [
    [_cell(23), _cell(24), _cell(25, today=True), _cell(26, "sin sitio"), _cell(27, "3 sitios", "open")],
    [_cell(30, "8 sitios", "open", chosen=True), _cell(1, "6 sitios", "open", note="último día", limit=True), _cell(2, "11 sitios", "late", note="1 día tarde"),
     _cell(3, "14 sitios", "late", note="2 días tarde"), _cell(4, "14 sitios", "late", note="3 días tarde")],
    [_cell(7, "festivo"), _cell(8, "festivo"), _cell(9, "12 sitios", "late", note="8 días tarde"), _cell(10, "14 sitios", "late", note="9 días tarde"), None],
]
EVENTS: list[dict[str, Any]] = [
    {"url": "#e1", "title": "Tener un hijo o una hija", "icon": "having_a_child"}, {"url": "#e2", "title": "Perder el empleo", "icon": "losing_a_job"},
    {"url": "#e3", "title": "Fallece un familiar", "icon": "relative_dies"}, {"url": "#e4", "title": "Mudarse a Aragón o dentro de Aragón", "icon": "moving_home"},
    {"url": "#e5", "title": "Cuidar de una persona dependiente o con discapacidad", "icon": "dependency_disability"}, {"url": "#e6", "title": "Jubilarse", "icon": "retiring"},
]
AWAITS: list[dict[str, Any]] = [
    {"title": "Los primeros 10 días", "meta": "3 trámites, te tocan uno o dos", "kind": "hard", "strong": "Plazo corto.", "rest": "Empieza por aquí", "things": ["Inscripción del nacimiento desde el hospital", TITLE], "more": "o la inscripción de la adopción"},
    {"title": "El primer mes", "meta": "5 trámites, los papeles que abren todo lo demás", "things": ["Certificado (literal) de nacimiento", "Empadronamiento del recién nacido", "Tarjeta sanitaria y pediatra"], "more": "y 1 más"},
    {"title": "Antes de los 3 meses", "meta": "6 trámites, el tiempo para cuidar", "kind": "recommended", "strong": "Mejor a tiempo.", "rest": "Más tarde se puede perder dinero", "things": ["Prestación por nacimiento y cuidado de menor", "Permisos y excedencia con la empresa"], "more": "y 3 más"},
    {"title": "En primavera", "meta": "4 trámites, lo que solo se abre una vez al año", "kind": "window", "strong": "Solo en unas fechas.", "rest": "Cambian cada año", "things": ["Plaza en escuelas infantiles"]},
    {"title": "Cuando lo necesites", "meta": "2 trámites, sin plazo", "things": ["DNI del menor", "Pasaporte del menor"]},
]
SHOW: list[dict[str, Any]] = [
    {"name": "Tu DNI, NIE o pasaporte", "more": "Sirve para 14 gestiones", "checked": True}, {"name": "DNI, NIE o pasaporte del otro progenitor", "more": "Sirve para 4 gestiones", "checked": True},
    {"name": "Parte facultativo de nacimiento", "more": "Inscripción. Te lo da el hospital"}, {"name": "Justificante del hospital de no haber enviado la inscripción", "more": "Inscripción. Pídelo en el hospital"},
]
COPIES: list[dict[str, Any]] = [{"name": "Libro de familia", "more": "Inscripción. Si no tenéis, certificado de matrimonio", "checked": True}, {"name": "Datos de la cuenta bancaria (IBAN)", "more": "Sirve para 3 gestiones", "copies": 3}]
LOOKED_UP: list[dict[str, Any]] = [{"name": "Volante o certificado de empadronamiento"}, {"name": "Número de la Seguridad Social (NUSS)"}, {"name": "Certificado de empresa con inicio del descanso", "more": "Lo envía tu empresa"}]
ROWS: list[dict[str, Any]] = [
    {"url": "#r1", "icon": "calendar", "title": "Mi cita", "meta": "Verla, cambiarla o anularla"}, {"url": "#r2", "icon": "pin", "title": "Encontrar una oficina", "meta": "58 oficinas, cuáles están abiertas ahora"},
    {"url": "#r3", "icon": "file-check", "title": "Ya tengo una lista", "meta": "Recupérala con tu código, sin cuenta"},
]
WAYS: list[dict[str, Any]] = [
    {"icon": "mobile", "title": "Por internet, sin certificado", "text": "Con tu móvil y una foto de tu documento. Sin ir a ningún sitio.", "url": "#w1", "action": "Hacerlo por internet", "first": True},
    {"icon": "pin", "title": "Otra oficina: INSS Zaragoza, Costa", "text": "Primer sitio: lunes 30\u00a0de\u00a0noviembre, 11:20.", "url": "#w2", "action": "Pedir esa hora"},
    {"icon": "bell", "title": "Avisarme si se libera un sitio", "text": "Te escribimos si alguien anula.", "url": "#w3", "action": "Apuntarme"},
    {"icon": "phone", "title": "Llamar a la Seguridad Social", "text": "915 41 25 30, para pedir cita por teléfono.", "url": "#w4", "action": "Llamar"},
]
SO_FAR: dict[str, Any] = {"yes": 7, "maybe": 19, "no": 1, "strong": "7 trámites son para ti.", "maybe_words": "19 dependen de lo que contestes.", "no_words": "1 no es para ti.",
          "entering": [TITLE], "entering_words": "Con este «no» entra:", "things": ["Certificado (literal) de nacimiento", "Empadronamiento del recién nacido", "Tarjeta sanitaria del recién nacido"],
          "all_url": "#all", "all_words": "Ver los 7"}
BAND: dict[str, Any] = {"title": TITLE, "kind": "hard", "date": "Hasta el martes 1\u00a0de\u00a0diciembre", "days": "Quedan 6 días. Es gratis.", "action_url": "#book", "action_text": "Pedir cita", "link_url": "#how", "link_text": "Cómo se hace y qué llevar"}
BIG: dict[str, Any] = {"day": "lunes 30 de\u00a0noviembre", "days": "dentro de 5 días", "hour": "12:20", "what": "Inscripción del nacimiento", "reference": "RZ7 4KM", "sun": True}
PLACE: dict[str, Any] = {"name": "Registro Civil de Zaragoza", "lines": ["Ciudad de la Justicia, edificio Fueros de Aragón, avenida José Atarés (recinto Expo)"], "url": "#map"}
ANSWERS: list[dict[str, Any]] = [{"key": "¿Qué día nació?", "value": "sábado 21\u00a0de\u00a0noviembre de\u00a02026", "url": "#c1"}, {"key": "¿Firmasteis en el hospital la declaración para el Registro Civil?", "value": "No", "url": "#c2"}, {"key": "¿Dónde vives?", "value": "Zaragoza", "url": "#c3"}]

OL = '<ol class="thread thread--alone">{}</ol>'
UL = '<ul class="rows">{}</ul>'
PAPERS_UL = '<ul class="papers__list">{}</ul>'


def icon_names() -> list[str]:
    return sorted(path.stem for path in (Path(__file__).parent / "templates/sitekit/icons").glob("*.svg"))


# Component → its states: (note, variables, what stands around it).
COMPONENTS: dict[str, list[tuple[Any, ...]]] = {
    "back_link": [("", {"url": "#", "text": "Mis gestiones"})],
    "band": [("with a deadline", BAND), ("a visit", BAND | {"kind": "visit", "title": LONG, "date": "lunes 30 de\u00a0noviembre, 12:20", "days": "dentro de 5 días"}),
             ("nothing left: what is awaited", {"kicker": "No te queda nada por hacer ahora", "title": "Esperamos al Registro Civil", "days": "Suele tardar 10 días. Te avisamos."})],
    "big_window": [("", BIG), ("in bereavement, no sun", BIG | {"sun": False, "what": "Certificado de defunción"})],
    "breadcrumb": [("", {"items": [{"url": "#", "text": "Trámites"}, {"url": "#", "text": "Seguridad Social (INSS)"}]})],
    "button": [("the one action", {"text": "Pedir cita"}), ("second", {"text": "Descargar el resguardo", "kind": "second", "url": "#"}), ("quiet", {"text": "Dejarlo", "kind": "quiet"}),
               ("late", {"text": "Anular la cita", "kind": "late"}), ("like a link", {"text": "Olvidar en este aparato", "kind": "link"}), ("with pictogram", {"text": "Guardar en el calendario", "icon": "calendar-plus", "url": "#"}),
               ("small", {"text": "Apuntarme", "kind": "second", "small": True}), ("off", {"text": "Publicar: falta 1 cosa", "disabled": True})],
    "calendar": [("from 60 em", {"title": "Noviembre y diciembre", "heads": HEADS, "weeks": WEEKS})],
    "check_with": [("", {}), ("named", {"agency": "el INSS"})],
    "choice": [("", {"name": "c1", "value": "1", "id": "c1-1", "label": "Sí, la firmamos"}), ("chosen, with hint", {"name": "c1", "value": "2", "id": "c1-2", "label": "No lo sé", "hint": "Lo dejamos en tu lista como «puede que sí»", "checked": True}),
               ("tick box", {"name": "c2", "value": "1", "id": "c2-1", "label": "Ya lo he hecho", "hint": "Lo apuntamos en tu lista. Puedes deshacerlo.", "type": "checkbox"})],
    "chosen_time": [("", {"when": "lunes 30 de\u00a0noviembre, a las 12:20", "note": "1 día antes de que acabe tu plazo", "url": "#", "action": "Seguir con esta hora", "kept": "Te la guardamos 10 minutos mientras rellenas tus datos."})],
    "confirmed": [("", {"title": "Tienes cita"})],
    "day_list": [("links", {"days": DAYS}), ("radios", {"days": DAYS[2:5], "field": "time"}), ("one day", {"days": DAYS[1:2]}), ("nothing", {"days": DAYS[:1]})],
    "deadline": [("hard, near", SOON), ("hard, far", SOON | {"tint": "", "rest": "Quedan 30 días"}), ("recommended", BETTER), ("window", CLOSES), ("passed", PASSED), ("done", I_DID), ("visit", VISIT),
                 ("no date", {"kind": "open", "rest": "Cuenta por meses: cuanto antes, mejor"}), ("large", SOON | {"large": True})],
    "deadline_shape": [("hard", {"kind": "hard"}), ("recommended", {"kind": "recommended"}), ("window", {"kind": "window"}), ("passed", {"kind": "passed"}), ("done", {"kind": "done"}), ("visit", {"kind": "visit"})],
    "demo_line": [("", {"demo": True})],
    "details": [("", {"summary": "Por qué lo preguntamos", "body": "Si la firmasteis, el hospital la envía y no tenéis que ir."}), ("open", {"summary": "Qué es el IBAN", "body": "El número de tu cuenta. Empieza por ES.", "open": True})],
    "diamond": [("", {})],
    "empty": [("", {"title": "Todavía no tienes ninguna lista.", "text": "Dinos qué ha pasado y te la hacemos.", "url": "#", "action": "Empezar"}), ("no action", {"title": "Nada que coincida con «padrón xx».", "text": "Prueba con otra palabra."})],
    "event": [("one", EVENTS[4], '<div class="events-counter"><ul class="events">{}</ul></div>'), ("no guide yet", {"title": "Jubilarse", "icon": "retiring", "note": "Todavía no está"}, '<div class="events-counter"><ul class="events">{}</ul></div>')],
    "feedback": [("asked", {"action": "#", "csrf": "x", "choices": [("yes", "Sí"), ("so-so", "Regular"), ("no", "No")]}), ("answered", {"thanks": "Gracias, lo tenemos en cuenta."})],
    "footer": [("", HEADER)],
    "help_line": [("", HEADER)],
    "header": [("languages below", HEADER | {"languages_below": True}), ("languages inside", HEADER)],
    "icon": [("", {"name": "calendar"}), ("small", {"name": "calendar", "size": "small"}), ("large", {"name": "relative_dies", "size": "large"})],
    "icon_link": [("", {"url": "#", "text": "Cambiar mis respuestas", "icon": "pencil"}), ("", {"url": "#", "text": "Guardar mi lista con un código", "icon": "save"})],
    "languages": [("", SITE)],
    "mark": [("", {})],
    "messages": [("done", {"messages": [type("M", (str,), {"level_tag": "success"})("Lo hemos apuntado. Puedes deshacerlo.")]}), ("plain", {"messages": [type("M", (str,), {"level_tag": "info"})("Tu lista ya no está en este aparato.")]})],
    "meta_line": [("", {"items": ["Registro Civil", "por internet", "", "gratis"]})],
    "notice": [("plain", {"title": "Otra persona cogió esa hora.", "text": "Te guardamos la siguiente: 12:40."}), ("soon", {"tone": "soon", "title": "Aquí no queda sitio antes del viernes 4.", "text": "Sí hay en Calatayud, jueves 3, 10:00.", "url": "#", "link": "Ver Calatayud"}),
               ("late", {"tone": "late", "title": "No se ha guardado.", "text": "Lo que escribiste sigue aquí. Prueba otra vez."}), ("done", {"tone": "done", "title": "Cita anulada.", "text": "Otra persona aprovecha el hueco."})],
    "office_row": [("open", {"url": "#", "name": "INSS Zaragoza, Doctor Cerrada", "address": "Calle Doctor Cerrada, 6", "distance": "a 800 m", "open": True, "open_words": "Abierta hasta las 14:00", "free": "Primer sitio: lunes 30 de\u00a0noviembre, 11:20"}, UL),
                   ("closed, long", {"url": "#", "name": "Oficina delegada del Gobierno de Aragón en Calatayud, Servicio de información y documentación administrativa", "address": "Plaza España, 1", "open_words": "Abre mañana a las 9:00"}, UL), ("hours unknown", {"url": "#", "name": "Comisaría de Teruel"}, UL)],
    "paper_row": [("to tick", {"name": SHOW[0]["name"], "more": "Sirve para 14 gestiones", "field": "p", "value": "1", "id": "p1", "checked": True}, PAPERS_UL), ("copies", {"name": "Datos de la cuenta (IBAN)", "copies": 3, "field": "p", "value": "2", "id": "p2"}, PAPERS_UL),
                  ("drawn box, long", {"name": LONG, "more": "Pídelo en el hospital", "box": True}, PAPERS_UL), ("they look it up", {"name": "Volante de empadronamiento"}, PAPERS_UL)],
    "papers_heading": [("show", {"icon": "eye", "title": "Enseña el original", "count": "4 papeles"}), ("they look it up", {"icon": "building", "title": "Esto lo miran ellos", "count": "3 papeles"})],
    "phase_heading": [("", {"title": "El primer mes", "meta": "hasta el lunes 21\u00a0de\u00a0diciembre"}), ("past", {"title": "Los primeros 10 días", "past": True}), ("closed", {"title": "El primer año", "meta": "4 gestiones y 1 que puede ser", "summary": True}, "<details>{}<p>…</p></details>")],
    "place": [("", PLACE), ("no address", {"name": "Tu centro de salud"})],
    "row": [("with pictogram", ROWS[0], UL), ("long", {"url": "#", "title": LONG, "meta": "SALUD"}, UL), ("unbreakable", {"url": "#", "title": WORD}, UL)],
    "search_box": [("", {"action": "#", "label": "Busca un trámite, un papel o un organismo", "placeholder": "tarjeta sanitaria, padrón…"}), ("searched", {"action": "#", "label": "Buscar", "value": "padrón", "id": "q2"})],
    "shutter": [("", {})],
    "so_far": [("", SO_FAR), ("nothing known yet", {"maybe": 27, "strong": "Aún no sabemos cuáles son para ti.", "maybe_words": "27 dependen de lo que contestes.", "open": False})],
    "soonest": [("", {"when": "viernes 27 de\u00a0noviembre, a las 9:40", "url": "#"}), ("in a form", {"when": "lunes 7 de\u00a0diciembre, a las 13:40", "name": "slot", "value": "1"})],
    "status": [(word, {"name": name, "word": word}) for name, word in STATUSES],
    "strip": [("", {"yes": 19, "maybe": 2, "no": 6}), ("one", {"yes": 1}), ("many", {"yes": 40, "maybe": 12, "no": 30})],
    "summary_list": [("", {"rows": ANSWERS}), ("one, no change", {"rows": [{"key": "Referencia", "value": "RZ7 4KM"}]})],
    "switch": [("", {"label": "Qué papeles", "items": [{"url": "#", "text": "Toda la lista", "current": True}, {"url": "#", "text": "Cita del 30\u00a0nov."}]})],
    "thread_item": [(i.get("status", ""), i, OL) for i in [FIRST, OVERDUE, ITEMS[0], ITEMS[1], *MONTHS3, LAST[0]]] + [("long, two deadlines", {"title": LONG, "url": "#", "who": LONG, "deadline": SOON, "deadline2": CLOSES}, OL), ("unbreakable", {"title": WORD, "url": "#"}, OL)],
    "thread_phase": [("", AWAITS[0], '<ol class="thread thread--alone awaits">{}</ol>')],
    "thread_today": [("", {"words": "miércoles 25\u00a0de\u00a0noviembre"}, OL)],
    "time_grid": [("links", {"parts": PARTS, "label": "lunes 30"}), ("radios", {"parts": PARTS, "label": "lunes 30", "field": "t2"}), ("closed", {"parts": PARTS[1:], "label": "lunes 30"})],
    "tools": [("", {"tools": TOOLS, "label": "Siempre a mano"})],
    "way_out": [(w["action"], w, UL) for w in WAYS[:2]],
    "window": [("", {"icon": "relative_dies"}), ("large", {"icon": "having_a_child", "large": True})],
}

LINE: list[dict[str, Any]] = [
    {"title": "En los puestos", "count": 2, "columns": "puesto · minutos", "rows": [
        {"status": "at_desk", "word": "En puesto", "ticket": "A012", "name": "Javier Bescós Ara", "url": "#1", "end": "P1 · 18", "time": "10:10", "reason": "Reconocimiento del grado de discapacidad", "why": "previsto 25"},
        {"status": "with_you", "word": "En tu puesto", "ticket": "A014", "name": "Amina El Khattabi", "url": "#2", "end": "P3 · 11", "time": "10:30", "reason": "Título de familia numerosa y 1 más", "why": "previsto 20", "open": True},
        {"status": "called", "word": "Llamado", "ticket": "A015", "name": "Ramón Escartín Viu", "url": "#3", "end": "P4", "time": "10:30", "reason": "Prórroga del Impuesto sobre Sucesiones", "why": "llamado a las 10:41", "tone": "soon"}]},
    {"title": "Esperan, por orden de llamada", "count": 2, "columns": "minutos de espera", "rows": [
        {"status": "waiting", "word": "Espera", "ticket": "B008", "name": "Mamadou Diop", "url": "#4", "end": "30", "time": "sin cita", "reason": "Perder el empleo: 3 trámites", "why": "plazo: mañana", "tone": "soon", "next": True, "key": "N"},
        {"status": "waiting", "word": "Espera", "ticket": "A018", "name": "María del Pilar Fernández de Córdoba y Rodríguez de las Heras", "url": "#5", "end": "4", "time": "11:00", "reason": "Inscripción en el Registro de parejas estables no casadas de Aragón"}]},
    {"title": "Fuera de la fila", "count": 5, "rows": [
        {"status": "late", "word": "Tarde", "ticket": "A013", "name": "Sofía Naval Casas", "url": "#6", "end": "22", "time": "10:20", "reason": "Ayudas por partos", "why": "tarde 22 min, se guarda hasta 10:50", "tone": "late"},
        {"status": "paused", "word": "En pausa", "ticket": "A009", "name": "Beatriz Oto Lacasa", "url": "#7", "end": "17", "time": "9:50", "reason": "Ha ido a fotocopiar el libro de familia", "why": "en pausa"},
        {"status": "handed_over", "word": "Traspasado", "ticket": "A011", "name": "Andrés Lacambra", "url": "#8", "time": "10:05", "reason": "Al INSS, Doctor Cerrada", "why": "sin aceptar, hasta 11:30", "tone": "soon"},
        {"status": "finished", "word": "Hecho", "ticket": "A010", "name": "Fátima Zahra Idrissi", "url": "#9", "end": "14", "time": "9:55", "reason": "Inscripción en el Registro de parejas estables", "why": "hecho", "tone": "done"},
        {"status": "no_show", "word": "No vino", "ticket": "A008", "name": "Rubén Til Vallés", "time": "9:40", "reason": "Depósito de la fianza del alquiler", "why": "no vino, 3 llamadas"},
        {"status": "to_come", "word": "Por llegar", "ticket": "A020", "name": "Pascual Maza Ciria", "url": "#10", "end": "en 18 min", "time": "11:00", "reason": "Título de familia numerosa", "why": "por llegar"}]},
]
DESK_PAPERS: list[dict[str, Any]] = [{"name": "Libro de familia", "form": "copia", "state": "has", "state_word": "Tiene"}, {"name": "Datos de la cuenta (IBAN)", "form": "copia", "state": "missing", "state_word": "Falta"},
               {"name": "Resolución de discapacidad", "form": "copia", "state": "not_seen", "state_word": "Sin ver"}, {"name": "Sentencia de custodia", "form": "si están separados", "state": "depends", "state_word": "Depende"}]
FACTS: list[dict[str, Any]] = [{"key": "Hoy", "value": "Cita 10:30 · llegó 10:21"}, {"key": "Idioma", "value": "Francés; algo de español"}, {"key": "Viene con", "value": "Youssef Benali, acompaña"}, {"key": "Necesita", "value": "Sitio para carrito doble"}]
KEYS: list[dict[str, Any]] = [{"key": "N", "text": "siguiente"}, {"key": "S", "text": "saltar"}, {"key": "C", "text": "cita"}, {"key": "/", "text": "buscar"}, {"key": "?", "text": "teclas"}]
DESK = {"home_url": "#", "agency": "Información y Registro", "office": "Edificio Pignatelli", "tabs": [{"text": "Hoy", "url": "#", "current": True}, {"text": "Por teléfono", "url": "#", "count": 4}, {"text": "Agenda", "url": "#"}], "place": "Puesto 3", "who": "Pilar Lasierra", "sign_out_url": "#"}
PEOPLE = ("to_come", "waiting", "called", "with_you", "at_desk", "paused", "late", "handed_over", "finished", "no_show")
PAPER_STATES = ("has", "missing", "not_seen", "depends", "looked_up")

DESK_COMPONENTS: dict[str, list[tuple[Any, ...]]] = {
    "desk_bar": [("", {"desk": DESK, "csrf": "x"}), ("no office yet", {"desk": {"who": "Pilar Lasierra"}})],
    "desk_paper": [("", p, "<ul class='papers__list'>{}</ul>") for p in DESK_PAPERS] + [("", {"name": LONG, "form": "visto 10:33", "state": "looked_up"}, "<ul class='papers__list'>{}</ul>")],
    "desk_status": [(name, {"name": name}) for name in PEOPLE + PAPER_STATES],
    "key": [("", {"key": "N"})],
    "keys_bar": [("", {"keys": KEYS, "end": "Guardado 10:42:06"})],
    "line_group": [("", LINE[1] | {"rows": None})],
    "line_row": [(row["word"], row, "<ul class='line-rows'>{}</ul>") for group in LINE for row in group["rows"]],
    "matter_head": [("", {"number": 1, "title": "Título de familia numerosa", "more": "primera expedición", "who": "Familia, Infancia y Natalidad · 727"}, "<section class='matter'>{}</section>"), ("long", {"title": LONG, "who": "INSS"}, "<section class='matter'>{}</section>")],
    "person_head": [("", {"ticket": "A014", "name": "Amina El Khattabi", "when": "11 min", "when_more": "en tu puesto · previsto 20", "facts": FACTS}), ("little known", {"name": "Sin nombre"})],
}

PAGES: dict[str, dict[str, Any]] = {
    "home": {"events": EVENTS, "rows": ROWS},
    "event": {"awaits": AWAITS},
    "list": {"band": BAND, "tools": TOOLS, "first": FIRST, "overdue": OVERDUE, "month": ITEMS, "months3": MONTHS3, "last": LAST},
    "item": {"show": SHOW, "copies": COPIES, "soon": SOON},
    "question": {"so_far": SO_FAR},
    "bring": {"show": SHOW, "copies": COPIES, "looked_up": LOOKED_UP},
    "booking": {"days": DAYS, "heads": HEADS, "weeks": WEEKS, "parts": PARTS},
    "confirmation": {"big": BIG, "place": PLACE, "show": SHOW, "copies": COPIES, "choices": [("yes", "Sí"), ("so-so", "Regular"), ("no", "No")]},
    "no-place": {"ways": WAYS},
    "desk": {"desk": DESK, "line": LINE, "papers": DESK_PAPERS, "facts": FACTS, "keys": KEYS},
}
