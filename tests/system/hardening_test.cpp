// Rules O8 and K9 of http-rules.md: how the program is built, and that its memory stays its own.
#include <catch2/catch.hpp>

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "tests/system/requests.hpp"

namespace ramal::system_tests {
namespace {

// A record of the file's own layout at an offset.
template <class Record>
Record at(const std::string& bytes, std::size_t offset) {
  Record record{};
  REQUIRE(offset + sizeof record <= bytes.size());
  std::memcpy(&record, bytes.data() + offset, sizeof record);
  return record;
}

// What the program's file says about itself.
struct elf_facts {
  bool position_independent = false, relro = false, bound_now = false, stack_is_data = false, writes_code = false;
  std::vector<std::string> symbols;  // what it takes from shared libraries, and gives

  bool has(std::string_view name) const { return std::find(symbols.begin(), symbols.end(), name) != symbols.end(); }
};

void read_dynamic(const std::string& bytes, const Elf64_Phdr& part, elf_facts& facts) {
  for (std::size_t offset = part.p_offset; offset < part.p_offset + part.p_filesz; offset += sizeof(Elf64_Dyn)) {
    const auto entry = at<Elf64_Dyn>(bytes, offset);
    if (entry.d_tag == DT_BIND_NOW) facts.bound_now = true;
    if (entry.d_tag == DT_FLAGS && (entry.d_un.d_val & DF_BIND_NOW) != 0) facts.bound_now = true;
    if (entry.d_tag == DT_FLAGS_1 && (entry.d_un.d_val & DF_1_PIE) != 0) facts.position_independent = true;
  }
}

void read_symbols(const std::string& bytes, const Elf64_Ehdr& head, elf_facts& facts) {
  for (unsigned i = 0; i < head.e_shnum; ++i) {
    const auto table = at<Elf64_Shdr>(bytes, head.e_shoff + i * sizeof(Elf64_Shdr));
    if (table.sh_type != SHT_DYNSYM) continue;
    const auto names = at<Elf64_Shdr>(bytes, head.e_shoff + table.sh_link * sizeof(Elf64_Shdr));
    for (std::size_t offset = 0; offset < table.sh_size; offset += sizeof(Elf64_Sym)) {
      const auto symbol = at<Elf64_Sym>(bytes, table.sh_offset + offset);
      REQUIRE(names.sh_offset + symbol.st_name < bytes.size());
      facts.symbols.emplace_back(bytes.data() + names.sh_offset + symbol.st_name);
    }
  }
}

elf_facts facts_of(const std::string& bytes) {
  elf_facts facts;
  const auto head = at<Elf64_Ehdr>(bytes, 0);
  REQUIRE(head.e_type == ET_DYN);
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    const auto part = at<Elf64_Phdr>(bytes, head.e_phoff + i * sizeof(Elf64_Phdr));
    if (part.p_type == PT_GNU_RELRO) facts.relro = true;
    if (part.p_type == PT_GNU_STACK && (part.p_flags & PF_X) == 0) facts.stack_is_data = true;
    if (part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0 && (part.p_flags & PF_W) != 0) facts.writes_code = true;
    if (part.p_type == PT_DYNAMIC) read_dynamic(bytes, part, facts);
  }
  read_symbols(bytes, head, facts);
  return facts;
}

}  // namespace

TEST_CASE("O8 the program is built hardened: PIE, full RELRO, no executable stack, no writable code") {
  const auto facts = facts_of(read_file(RAMAL_BINARY));
  CHECK(facts.position_independent);
  CHECK(facts.relro);
  CHECK(facts.bound_now);
  CHECK(facts.stack_is_data);
  CHECK_FALSE(facts.writes_code);
}

// Sanitizers check more than these two, and a debug build is not what anybody runs.
#ifdef RAMAL_HARDENED
TEST_CASE("O8 the program is built hardened: stack protector and FORTIFY") {
  const auto facts = facts_of(read_file(RAMAL_BINARY));
  CHECK(facts.has("__stack_chk_fail"));
  CHECK(facts.has("__memcpy_chk"));
  CHECK_FALSE(facts.has("gets"));
}
#endif

TEST_CASE("K9 a crash dumps no memory, and only root may read it") {
  // of a program that may not be dumped everything in /proc is root's, and its folder the user's: a limit alone does
  // not stop a core_pattern that is a pipe
  const uid_t nobody = 65'534, user = ::geteuid() == 0 ? nobody : 0;
  ramal_process program(gateway_yaml("http://127.0.0.1:" + std::to_string(dead_port())), {}, user);
  const auto owner_of = [&](const std::string& name) {
    struct stat found {};
    REQUIRE(::stat(("/proc/" + std::to_string(program.pid()) + name).c_str(), &found) == 0);
    return found.st_uid;
  };
  CHECK(owner_of("") == (user == 0 ? ::geteuid() : user));
  CHECK(owner_of("/mem") == 0);
}

}  // namespace ramal::system_tests
