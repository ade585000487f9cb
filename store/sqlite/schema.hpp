// The tables, and how an older file becomes a newer one.
#pragma once

#include <span>

#include "store/sqlite/connection.hpp"

namespace ramal::store {

// Step n makes version n+1 of version n; a new file takes them all. A step that has been released is never changed.
std::span<const char* const> schema_steps();

struct schema_change {
  int before = 0, now = 0;
};

// Takes the steps that the file lacks, in one transaction. Refuses a file of a newer version or of another program:
// throws `problem`, kind failed.
schema_change bring_up_to_date(connection& file, const std::string& path, std::span<const char* const> steps);

}  // namespace ramal::store
