// Which paths go to the operator's own Evolution GO server (contracts/gateway.md section 3). Looked at on the raw bytes:
// nothing is decoded and nothing is repaired, since that server may read a repaired path in another way.
#pragma once

#include <boost/system/result.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "routes/failure.hpp"

namespace ramal::routes {

struct passed_path {
  std::string_view target{};  // what is left of the path behind the mount; begins with '/'
  bool admin = false;         // the server wants its global key there
};

class passed_paths {
 public:
  // `mount`: empty, or a path that begins with '/' and does not end with one. `more`: first words besides the usual ones.
  passed_paths(std::string_view mount, std::span<const std::string> more);

  // `path`: the raw path of a request that no route here is for. Fails with route_not_found if it does not go there, with
  // bad_path if it would, but could be read in more than one way.
  boost::system::result<passed_path, failure> find(std::string_view path) const;

 private:
  bool has_word(std::string_view word) const;

  std::string mount_;
  std::vector<std::string> more_;
};

// One way to write it: no empty and no dot segments, be it with parameters ("..;a"), no backslash, no control bytes, no separator and nothing that needs
// no escape behind a '%' (RFC 3986, 6.2.2.2). One '/' may stand at its end.
bool is_canonical(std::string_view path);

}  // namespace ramal::routes
