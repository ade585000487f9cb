// `ramal openapi`: the descriptions of docs/openapi/, which the program carries.
#pragma once

#include <span>
#include <string_view>

namespace ramal::net {

struct openapi_document {
  std::string_view name;  // "evolution-go.json", "native.json", "postman.json"
  std::string_view text;
};

// Made from docs/openapi/ when the program is built.
std::span<const openapi_document> openapi_documents();

// The text of a document; "" if there is none of this name.
std::string_view find_openapi(std::string_view name);

// Prints "evolution-go.json" and the like; false if there is no such document.
bool print_openapi(std::string_view name);

}  // namespace ramal::net
