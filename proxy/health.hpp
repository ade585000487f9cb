// `ramal health`: one GET, for health checks of images that have neither a shell nor curl.
#pragma once

#include <string>

namespace ramal::net {

// Why the gateway at `url` does not answer 200 within 5 s; "" if it does. Of https the certificate is verified, by the
// system's authorities or those of SSL_CERT_FILE. Blocks.
std::string why_not_healthy(const std::string& url);

}  // namespace ramal::net
