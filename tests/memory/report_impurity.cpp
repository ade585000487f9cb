#include <catch2/catch.hpp>

#include "tests/memory/engine.hpp"

namespace ramal::test {

void report_impurity(const std::string& what) { FAIL_CHECK(what); }

}  // namespace ramal::test
