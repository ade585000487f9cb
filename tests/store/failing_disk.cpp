#include "tests/store/failing_disk.hpp"

#include <new>

#include <sqlite3.h>

namespace ramal::store {
namespace {

std::atomic<disk_fault> current{disk_fault::none};
std::atomic<int> synchronised{0};

sqlite3_vfs* real() { return sqlite3_vfs_find("unix"); }

// The real file's methods with two of them replaced, for each kind of methods that the real disk has.
struct replaced_methods {
  sqlite3_io_methods methods{};
  const sqlite3_io_methods* original = nullptr;
};
replaced_methods replaced[4];

const sqlite3_io_methods* original_of(sqlite3_file* file) {
  return reinterpret_cast<const replaced_methods*>(file->pMethods)->original;
}

int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
  switch (current.load()) {
    case disk_fault::full: return SQLITE_FULL;
    case disk_fault::read_only: return SQLITE_READONLY;
    case disk_fault::broken_write: return SQLITE_IOERR_WRITE;
    case disk_fault::broken_sync:
    case disk_fault::none: break;
  }
  return original_of(file)->xWrite(file, bytes, count, at);
}

int sync(sqlite3_file* file, int flags) {
  if (current.load() == disk_fault::broken_sync) return SQLITE_IOERR_FSYNC;
  const int code = original_of(file)->xSync(file, flags);
  ++synchronised;
  return code;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  const int code = real()->xOpen(real(), name, file, flags, flags_out);
  if (code != SQLITE_OK || file->pMethods == nullptr) return code;
  for (auto& one : replaced) {
    if (one.original == nullptr) {
      one.methods = *file->pMethods;
      one.original = file->pMethods;
      one.methods.xWrite = write;
      one.methods.xSync = sync;
    }
    if (one.original != file->pMethods) continue;
    file->pMethods = &one.methods;
    return code;
  }
  return code;
}

sqlite3_vfs shim;

}  // namespace

failing_disk::failing_disk() {
  current = disk_fault::none;
  shim = *real();
  shim.zName = "failing";
  shim.pNext = nullptr;
  shim.xOpen = open;
  sqlite3_vfs_register(&shim, 1);
}

failing_disk::~failing_disk() {
  sqlite3_vfs_unregister(&shim);
  sqlite3_vfs_register(real(), 1);
}

void failing_disk::fail_with(disk_fault fault) { current = fault; }

int failing_disk::syncs() const { return synchronised; }

}  // namespace ramal::store
