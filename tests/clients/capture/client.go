// Go's net/http; with the argument "stream", bodies whose length it does not know.
package main

import (
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	call := func(method, path, body string) {
		var reader io.Reader
		if body != "" {
			reader = strings.NewReader(body)
			if len(os.Args) > 1 {
				reader = io.MultiReader(reader)
			}
		}
		request, _ := http.NewRequest(method, os.Getenv("BASE_URL")+path, reader)
		request.Header.Set("apikey", os.Getenv("API_KEY"))
		if body != "" {
			request.Header.Set("Content-Type", "application/json")
		}
		answer, failed := http.DefaultClient.Do(request)
		if failed != nil {
			panic(failed)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	call("POST", "/call/start", `{"number":"5511987654321"}`)
	call("GET", "/call/list?limit=10", "")
	call("GET", "/call/get?callId=call_1", "")
	call("POST", "/call/hangup", `{"callId":"call_1"}`)
}
