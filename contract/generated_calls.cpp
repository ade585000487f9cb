#include "contract/generated_calls.hpp"

#include <array>

namespace ramal::contract {
namespace {

struct status_row {
  const char* native;
  const char* status_inbound;
  const char* status_outbound;
  const char* state;
};
constexpr std::array<status_row, 7> statuses{{{"INITIATED", "starting", "starting", "ringing"},
                                              {"RINGING", "offered", "ringing", "ringing"},
                                              {"ACCEPTED", "connected", "connected", "active"},
                                              {"REJECTED", "rejected", "rejected", "ended"},
                                              {"COMPLETED", "ended", "ended", "ended"},
                                              {"FAILED", "failed", "failed", "failed"},
                                              {"MISSED", "ended", "ended", "ended"}}};

// What both texts say of call number i.
struct generated_call {
  explicit generated_call(std::size_t i)
      : number(std::to_string(5511900000000u + i)), native_id("call_" + std::to_string(1000000 + i)),
        external_id(i % 5 == 0 ? "" : "3EB0A" + std::to_string(700000 + i)), status(statuses[i % statuses.size()]),
        inbound(i % 2 == 0), started("\"2026-03-0" + std::to_string(1 + i % 9) + "T12:00:00.000Z\""),
        connected(i % 3 == 0 ? "null" : started), duration(i % 3 == 0 ? "null" : std::to_string(i) + ".0") {}

  std::string number, native_id, external_id;
  status_row status;
  bool inbound;
  std::string started, connected, duration;

  std::string shown_id() const { return external_id.empty() ? native_id : external_id; }
  // The members that pass untouched, in the engine's order.
  std::string untouched() const {
    return R"("fromNumber":"551140000000","conversationId":"conv_)" + native_id +
           R"(","bizOpaqueCallbackData":"caf\u00e9 \/ \"x\"","errorCode":12345678901234567890123,)"
           R"("errorMessage":null,"extra":{"z":[1.0,1e5,-0.10],"a":{}})";
  }
};

std::string native_call(const generated_call& call) {
  return R"({"id":")" + call.native_id + R"(","externalCallId":)" +
         (call.external_id.empty() ? "null" : '"' + call.external_id + '"') + R"(,"direction":")" +
         (call.inbound ? "INBOUND" : "OUTBOUND") + R"(","status":")" + call.status.native + R"(","peerNumber":")" +
         call.number + R"(","startedAt":)" + call.started + R"(,"connectedAt":)" + call.connected +
         R"(,"durationSeconds":)" + call.duration + R"(,"createdAt":)" + call.started + "," + call.untouched() + "}";
}

std::string ramal_call(const generated_call& call) {
  const auto id = '"' + call.shown_id() + '"';
  return R"({"callId":)" + id + R"(,"id":)" + id + R"(,"nativeId":")" + call.native_id + R"(","nativeStatus":")" +
         call.status.native + R"(","direction":")" + (call.inbound ? "incoming" : "outgoing") + R"(","status":")" +
         (call.inbound ? call.status.status_inbound : call.status.status_outbound) + R"(","state":")" +
         call.status.state + R"(","number":")" + call.number + R"(","peer":")" + call.number +
         R"(@s.whatsapp.net","video":false,"mediaType":"audio","createdAt":)" + call.started + R"(,"startedAt":)" +
         call.started + R"(,"acceptedAt":)" + call.connected + R"(,"durationSeconds":)" + call.duration + "," +
         call.untouched() + "}";
}

template <class Write>
std::string array_of(std::size_t count, Write write) {
  std::string text = "[";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + write(generated_call(i));
  return text + "]";
}

}  // namespace

std::string native_list(std::size_t count) { return R"({"calls":)" + array_of(count, native_call) + "}"; }

std::string ramal_list(std::size_t count, bool twice) {
  const auto calls = array_of(count, ramal_call);
  return R"({"message":"success","data":)" + calls + (twice ? R"(,"calls":)" + calls : "") + "}";
}

}  // namespace ramal::contract
