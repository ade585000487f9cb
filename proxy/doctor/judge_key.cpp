#include "proxy/doctor/judge_key.hpp"

namespace ramal::doctor {
namespace {

finding failed(std::string text, std::string mend) {
  return {"keys", "native-key", level::failure, std::move(text), std::move(mend)};
}

std::string with_code(const key_answer& answer) {
  const std::string status = std::to_string(answer.status);
  return answer.code.empty() ? status : status + " " + std::string(answer.code);
}

}  // namespace

finding judge_key(std::string_view name, const key_answer& answer) {
  const std::string key(name), said = with_code(answer);
  if (answer.status >= 200 && answer.status < 300 && answer.is_api)
    return {"keys", "native-key", level::good, key + ": the engine takes its native key"};
  if (!answer.is_api)
    return failed(key + ": " + said + ", and no JSON: this is not the calls API",
                  "correct engine.base_url, or let this machine's address pass what stands in front of the engine");
  switch (answer.status) {
    case 401:
      return failed(key + ": the engine does not know its native key (" + said + "): it was rotated or is mistyped",
                    "put the number's present key where keys[].native_key of " + key + " is read, then ramal check");
    case 403:
      return failed(key + ": its native key is not of one number (" + said + "): it is a tenant's or may not do this",
                    "make a key of the number itself in the engine's panel, and replace the native key of " + key);
    case 409:
      return failed(key + ": its number is not connected (" + said + ")", "connect the number in the engine's panel");
    case 400:
      return failed(key + ": its number cannot call (" + said + ")",
                    "bind the native key of " + key + " to a number that has calls");
    case 429:
      return {"keys", "native-key", level::warning, key + ": the engine says that it is asked too often (" + said + ")",
              "wait a minute, then run ramal doctor again"};
    default: return failed(key + ": the engine answers " + said, "look at the engine's log; nothing here can mend it");
  }
}

}  // namespace ramal::doctor
