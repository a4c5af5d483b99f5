"""Sign-in pages speak as the rest does, though a library wrote them."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/account/signup/"])
def test_signing_in_says_tu(client, path):
    client.cookies["django_language"] = "es"
    page = client.get(path).content.decode().lower()
    assert 'lang="es"' in page
    for formal in ("su contraseña", "su correo", "usted", "introduzca", "¿ha olvidado", "exitosamente"):
        assert formal not in page
