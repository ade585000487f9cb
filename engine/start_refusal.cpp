#include "engine/start_refusal.hpp"

#include "engine/story.hpp"

namespace ramal::engine {

namespace {

std::optional<response> refuse_by_meta(number_state& number, refusal by_story, std::string_view peer, unsigned status,
                                       time_point now) {
  const user_permission& user = number.permissions.of(peer, now);
  const boost::json::value* calling = number.calling.if_contains("status");
  if (by_story == refusal::calling_disabled || (calling && *calling == "DISABLED")) {
    return refuse(status, "(#138000) Calling is not enabled for this number");
  }
  if (by_story == refusal::not_allowed) return refuse(status, "(#138015) Calling is not allowed for this number");
  if (user.status == permission_status::no_permission) {
    return refuse(status, "(#138006) No approved call permission from the recipient", "META_CALL_PERMISSION_REQUIRED");
  }
  if (by_story == refusal::call_limit || !user.may_call()) {
    return refuse(status, "(#138012) Limit of 100 calls in 24 hours reached");
  }
  if (by_story == refusal::payment || !number.settings.payment_ok) {
    return refuse(status, "(#131044) Business eligibility: payment issue", "META_CALLING_PAYMENT_REQUIRED");
  }
  return std::nullopt;
}

}  // namespace

std::optional<response> refuse_start(number_state& number, std::string_view peer, unsigned meta_status,
                                     time_point now) {
  const refusal by_story = story_of(peer).start;
  if (by_story == refusal::too_many_requests) return too_many_requests();
  if (by_story == refusal::proxy_page) return proxy_page();
  if (number.is_meta()) return refuse_by_meta(number, by_story, peer, meta_status, now);
  return std::nullopt;
}

}  // namespace ramal::engine
