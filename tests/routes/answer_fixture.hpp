// The engine's answers through plan_response.
#pragma once

#include <string>

#include "routes/plan_response.hpp"

namespace ramal::routes {

struct answered {
  bool good = false;
  client_answer head;
  failure problem;
  std::string body;
};

// What may differ between two answers to the same bytes.
struct asked {
  answer_shape shape = answer_shape::call;
  operation op = operation::get;
  std::string call_id{};
  std::string callee{};
  bool injected = true;
  bool reject_unknown_ok = false;

  asked() = default;
  asked(answer_shape s, operation o) : shape(s), op(o) {}
};

inline answered rewrite(const asked& what, int status, std::string_view native) {
  answered result;
  const route row{method::post, "/x", what.op, what.shape};
  native_request request;
  request.call_id = what.call_id;
  request.callee = what.callee;
  answer_context context;
  context.row = &row;
  context.request = &request;
  context.injected_key = what.injected;
  context.reject_unknown_ok = what.reject_unknown_ok;
  context.key_name = "a \"key\"";
  answer_scratch scratch;
  bytes out;
  append(out, "gap");
  const auto planned = plan_response(context, static_cast<std::uint16_t>(status), native, scratch, out);
  result.good = planned.has_value();
  if (result.good) result.head = *planned;
  else result.problem = planned.error();
  result.body = view(out).substr(3);
  return result;
}

// The members of the call object in an answer to `native`; "" if it was refused.
inline std::string call_members(std::string_view native, const asked& what) {
  const std::string body = rewrite(what, 200, native).body;
  const auto at = body.find(R"(,"data":{)");
  return at == std::string::npos ? "" : body.substr(at + 9, body.size() - at - 11);
}

// The same of a list of this call alone, which needs no id.
inline std::string call_members(std::string_view native) {
  const asked list(answer_shape::list, operation::list);
  const std::string body = rewrite(list, 200, R"({"calls":[)" + std::string(native) + "]}").body;
  constexpr std::string_view before = R"({"message":"success","data":[{)";
  return body.size() < before.size() + 3 ? "" : body.substr(before.size(), body.size() - before.size() - 3);
}

}  // namespace ramal::routes
