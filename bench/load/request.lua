-- wrk sends one fixed request, built once from the environment (see harness/workloads.py).
local get = os.getenv
wrk.method, wrk.path, wrk.body = get "BENCH_METHOD", get "BENCH_PATH", get "BENCH_BODY"
wrk.headers[get "BENCH_KEY_NAME"] = get "BENCH_KEY"
if wrk.body then wrk.headers["Content-Type"] = "application/json" end
if get "BENCH_CLOSE" then wrk.headers["Connection"] = "close" end

-- Between two requests of a connection, in ms: a load that is no more than offered, about equal for all peers.
local pause = tonumber(get "BENCH_PAUSE_MS")
if pause then
  function delay() return math.random(pause - 1, pause + 1) end
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nBENCH {"requests":%d,"us":%d,"p50":%d,"p99":%d,"p999":%d,"bytes":%d,"broken":%d,"not_2xx":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    summary.bytes, e.connect + e.read + e.write + e.timeout, e.status))
end
