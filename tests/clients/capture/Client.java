// Java's HttpClient as it comes: it offers h2c.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

class Client {
  static final HttpClient client = HttpClient.newHttpClient();

  static void call(String method, String path, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(System.getenv("BASE_URL") + path))
        .header("apikey", System.getenv("API_KEY"));
    if (body == null) request.GET();
    else request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public static void main(String[] arguments) throws Exception {
    call("POST", "/call/start", "{\"number\":\"5511987654321\"}");
    call("GET", "/call/list?limit=10", null);
    call("GET", "/call/get?callId=call_1", null);
    call("POST", "/call/hangup", "{\"callId\":\"call_1\"}");
  }
}
