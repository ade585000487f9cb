"""A receiver with Flask and the published library of Standard Webhooks: says each event that it could verify."""
import os

import flask
import standardwebhooks
import werkzeug.serving

webhook = standardwebhooks.Webhook(os.environ["SECRET"])
app = flask.Flask(__name__)


@app.post("/webhook")
def receive():
    try:
        body = webhook.verify(flask.request.get_data(), flask.request.headers)
    except standardwebhooks.WebhookVerificationError as problem:
        print("refused:", problem, flush=True)
        return "", 401
    print(body["event"], body["data"]["CallID"], flush=True)
    return "", 204


server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
print("listening", server.server_port, flush=True)
server.serve_forever()
