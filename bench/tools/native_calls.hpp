// The engine's answers that everything here measures with: 16 keys a call, as the native contract names them.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace ramal::bench {

inline constexpr std::string_view client_key = "bench-key";
inline constexpr std::string_view native_key = "ps_bench_5f2c9a1e7d3b4860a1c2e3f4";
inline constexpr std::string_view go_token = "go-bench-token";
inline constexpr std::string_view callee_digits = "5511999999999";
inline constexpr std::string_view call_id = "call_01HZX8BENCH";

inline std::string native_start() {
  return R"({"id":"call_01HZX8BENCH","externalCallId":"3EB0C7A9D2F1","status":"INITIATED"})";
}

// Calls of every kind: answered, missed (nulls in place of times), refused.
inline std::string native_call_object(unsigned n) {
  char text[1024];
  const bool answered = n % 3 != 2;
  const unsigned minute = n % 60;
  char connected[32] = "null";
  if (answered) std::snprintf(connected, sizeof connected, "\"2026-01-01T12:%02u:07.250Z\"", minute);
  char seconds[16] = "null";
  if (answered) std::snprintf(seconds, sizeof seconds, "%u", 30 + n % 600);
  const int length = std::snprintf(
      text, sizeof text,
      R"({"id":"call_01HZX8%06u","externalCallId":"3EB0C7A9D2F1%06u","direction":"%s","status":"%s",)"
      R"("peerNumber":"55119%08u","fromNumber":"5511888880001","conversationId":"conv_7f3a%06u",)"
      R"("bizOpaqueCallbackData":%s,"startedAt":"2026-01-01T12:%02u:00.000Z","connectedAt":%s,)"
      R"("endedAt":"2026-01-01T12:%02u:49.125Z","durationSeconds":%s,"errorCode":null,"errorMessage":null,)"
      R"("createdAt":"2026-01-01T12:%02u:00.000Z","updatedAt":"2026-01-01T12:%02u:49.125Z"})",
      n, n, n % 2 == 0 ? "OUTBOUND" : "INBOUND",
      answered     ? "COMPLETED"
      : n % 2 == 0 ? "FAILED"
                   : "MISSED",
      n, n, n % 5 == 0 ? R"("order \"17\"; tenant t_1")" : "null", minute, connected, minute, seconds, minute, minute);
  return {text, static_cast<std::size_t>(length)};
}

inline std::string native_list(unsigned calls) {
  std::string body = R"({"calls":[)";
  for (unsigned n = 0; n < calls; ++n) {
    if (n != 0) body += ',';
    body += native_call_object(n);
  }
  return body += "]}";
}

inline std::string native_not_found() { return R"({"error":"Call not found","code":"CALL_NOT_FOUND"})"; }

}  // namespace ramal::bench
