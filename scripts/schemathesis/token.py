"""Prints a token of the simulated CV, got as a chatbot gets one: document, code, token. Argument: port of the portal."""

import json
import sys
import urllib.request

PERSON, DOCUMENT = "benedito", "714.287.938-60"
BASE = f"http://127.0.0.1:{sys.argv[1]}"


def call(path, body=None):
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    # No proxy: everything is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(BASE + path, data, headers), timeout=10) as answer:
        return json.load(answer)


call("/api/v1/cliente/codigo-verificacao", {"documento": DOCUMENT, "canal": "email"})
code = call(f"/simulador/envios?pessoa={PERSON}")["envios"][0]["codigo"]
print(call("/api/v1/cliente/validar-autenticacao", {"documento": DOCUMENT, "codigo": code})["token"])
