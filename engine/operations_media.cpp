#include "engine/media_url.hpp"
#include "engine/operations.hpp"

namespace ramal::engine {

namespace {

constexpr std::size_t most_media = 64;  // URLs kept of one call; the oldest go first

// What is wrong with the body of a play, or ""; one page of the vendor says `url` instead of `mediaUrl`.
std::string_view read_play(std::string_view text, std::string& url) {
  const auto body = read_object(text);
  if (!body) return "the body is no JSON object";
  std::optional<std::string> media;
  if (!read_text(*body, "mediaUrl", media)) return "mediaUrl is no text";
  if (!media && !read_text(*body, "url", media)) return "url is no text";
  if (!media) return "mediaUrl is required";
  const auto parsed = parse_http_url(*media);
  if (!parsed) return "mediaUrl is no http(s) URL";
  if (!playable(*parsed)) return "mediaUrl is no .mp3, .wav, .opus or .ogg";
  url = std::move(*media);
  return "";
}

std::string_view read_mode(std::string_view text, bool& talk) {
  const auto body = read_object(text);
  std::optional<std::string> mode;
  if (!body) return "the body is no JSON object";
  if (!read_text(*body, "mode", mode) || !mode) return "mode is required";
  talk = *mode == "talk";
  return talk || *mode == "listen" ? "" : "mode must be talk or listen";
}

}  // namespace

response play_media(operation_input& in) {
  std::string url;
  const std::string_view problem = read_play(in.body, url);
  if (!problem.empty()) return invalid(problem);
  call* one = in.find_call();
  if (!one) return call_not_found();
  if (!in.number.is_connected()) return not_connected();
  if (has_ended(one->status)) return wrong_status("Call is not active");
  if (one->media.size() >= most_media) one->media.erase(one->media.begin());
  one->media.push_back(std::move(url));
  one->updated_at = in.now;
  if (one->status == call_status::accepted) one->play_started = in.now;
  return answer(200, {{"success", true}, {"id", one->id}, {"status", name_of(one->status)}});
}

response open_realtime_session(operation_input& in) {
  bool talk = false;
  const std::string_view problem = read_mode(in.body, talk);
  if (!problem.empty()) return invalid(problem);
  const call* one = in.find_call();
  if (!one) return call_not_found();
  if (!in.number.is_connected()) return not_connected();
  if (one->status != call_status::accepted) return wrong_status("Call is not active");
  const std::string token = in.all.ids().token();
  in.all.tokens().issue(token, {in.number.index, one->sequence, talk}, in.now);
  const std::string instance = percent_encoded(in.number.settings.name);
  const std::string url = in.rules.media.base(in.authority) + "/" + instance + "/" + one->external_id +
                          "?token=" + token;
  return answer(200, {{"wsUrl", url}, {"token", token}, {"expiresInSeconds", token_lifetime.count()}});
}

}  // namespace ramal::engine
