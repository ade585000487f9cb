#include "engine/sdp.hpp"

namespace ramal::engine {

namespace {

bool has_line(std::string_view sdp, std::string_view wanted, bool whole) {
  while (!sdp.empty()) {
    const std::size_t end = std::min(sdp.find('\n'), sdp.size());
    std::string_view line = sdp.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (whole ? line == wanted : line.starts_with(wanted)) return true;
    sdp.remove_prefix(std::min(end + 1, sdp.size()));
  }
  return false;
}

std::string make_fingerprint(id_source& ids) {
  std::string text;
  for (int i = 0; i < 32; ++i) {
    if (i > 0) text += ':';
    text += ids.text("0123456789ABCDEF", 2);
  }
  return text;
}

std::string make_sdp(id_source& ids, std::string_view setup) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  const std::string session = std::to_string(ids.number() >> 2U);
  std::string sdp = "v=0\r\no=- " + session + " 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE audio\r\n";
  sdp += "m=audio 3480 UDP/TLS/RTP/SAVPF 111 126\r\nc=IN IP4 127.0.0.1\r\na=rtcp:9 IN IP4 0.0.0.0\r\n";
  sdp += "a=candidate:1 1 udp 2122260223 127.0.0.1 3480 typ host generation 0\r\n";
  sdp += "a=ice-ufrag:" + ids.text(letters, 4);
  sdp += "\r\na=ice-pwd:" + ids.text(letters, 24);
  sdp += "\r\na=fingerprint:sha-256 " + make_fingerprint(ids);
  sdp += "\r\na=setup:" + std::string(setup) + "\r\na=mid:audio\r\na=sendrecv\r\na=rtcp-mux\r\n";
  sdp += "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\na=rtpmap:126 telephone-event/8000\r\n";
  return sdp;
}

}  // namespace

bool valid_sdp_offer(std::string_view sdp) {
  return (sdp.starts_with("v=0\n") || sdp.starts_with("v=0\r\n")) && has_line(sdp, "m=audio ", false);
}

bool valid_sdp_answer(std::string_view sdp) { return valid_sdp_offer(sdp) && has_line(sdp, "a=setup:active", true); }

std::string make_sdp_offer(id_source& ids) { return make_sdp(ids, "actpass"); }
std::string make_sdp_answer(id_source& ids) { return make_sdp(ids, "active"); }

}  // namespace ramal::engine
