// What `--safe` may send: nothing that could place, change or answer a call, even if a program reads it badly. Judged
// by the bytes alone, never by what a case says of itself.
#pragma once

#include <string>
#include <string_view>

namespace ramal::contract {

// Why these bytes, one request or several, might do something to a call; "" if they cannot:
// - each is a clean, whole request, so that nobody can read another one into them, and asks for no other method;
// - each only reads (GET, HEAD, OPTIONS, no body, no word of an action in its target), or carries nothing that could be a
//   credential: neither by the name of a header, a parameter or a field, nor the client's key itself.
// `key`: the client's key; wherever it stands, in a body too, it is a credential.
std::string find_danger(std::string_view bytes, std::string_view key);

}  // namespace ramal::contract
