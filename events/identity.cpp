#include "events/identity.hpp"

#include "events/digest.hpp"

namespace ramal::events {
namespace {

constexpr std::size_t id_characters = 26;
constexpr std::string_view url_namespace("\x6b\xa7\xb8\x11\x9d\xad\x11\xd1\x80\xb4\x00\xc0\x4f\xd4\x30\xc8", 16);

}  // namespace

std::string webhook_id(const delivery_name& of) {
  std::string text(of.key);
  for (const std::string_view part : {of.call, of.event, of.dialect}) text.append(1, '\n').append(part);
  if (!of.destination.empty()) text.append(1, '\n').append(of.destination);
  const digest sum = sha256(text);
  return "rml_" + base32_lower(bytes_of(sum)).substr(0, id_characters);
}

std::string body_name(std::string_view body) {
  const digest sum = sha256(body);
  return "sha256:" + hex(bytes_of(sum));
}

std::string default_instance_id(std::string_view key_name) {
  auto sum = sha1(std::string(url_namespace) + "ramal:key:" + std::string(key_name));
  sum[6] = static_cast<unsigned char>((sum[6] & 0x0FU) | 0x50U);  // version 5
  sum[8] = static_cast<unsigned char>((sum[8] & 0x3FU) | 0x80U);  // variant of RFC 4122
  std::string text = hex(bytes_of(sum).substr(0, 16));
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace ramal::events
