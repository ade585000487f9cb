"""urllib, requests, httpx or aiohttp, as the first argument says."""
import asyncio
import json
import os
import sys
import urllib.request

BASE, APIKEY = os.environ["BASE_URL"], {"apikey": os.environ["API_KEY"]}


def with_urllib(method, path, body):
    headers = APIKEY | ({"Content-Type": "application/json"} if body else {})
    data = json.dumps(body).encode() if body else None
    urllib.request.urlopen(urllib.request.Request(BASE + path, data, headers, method=method), timeout=10).read()


def with_session(session):
    return lambda method, path, body: session.request(method, BASE + path, json=body, headers=APIKEY, timeout=10)


async def with_aiohttp():
    import aiohttp
    async with aiohttp.ClientSession(headers=APIKEY) as session:
        for method, path, body in CALLS:
            async with session.request(method, BASE + path, json=body) as answer:
                await answer.read()


CALLS = [("POST", "/call/start", {"number": "5511987654321"}), ("GET", "/call/list?limit=10", None),
         ("GET", "/call/get?callId=call_1", None), ("POST", "/call/hangup", {"callId": "call_1"})]

which = sys.argv[1]
if which == "aiohttp":
    asyncio.run(with_aiohttp())
else:
    if which == "requests":
        import requests
        call = with_session(requests.Session())
    elif which == "httpx":
        import httpx
        call = with_session(httpx.Client())
    else:
        call = with_urllib
    for step in CALLS:
        call(*step)
