"""What clients ask."""

MOUNT = "/api/layer/evolution-go"


def request(method, path, fields="", body=""):
    return f"{method} {MOUNT}{path} HTTP/1.1\r\nHost: ramal.example\r\napikey: bench-key\r\n{fields}\r\n{body}".encode()


START = request("POST", "/call/start", "Content-Type: application/json\r\nContent-Length: 26\r\n",
                '{"number":"5511987654321"}')
LIST = request("GET", "/call/list")
