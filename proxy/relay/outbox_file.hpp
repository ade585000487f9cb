// Where the outbox is kept, for the program that serves and for `ramal webhooks`.
#pragma once

#include "config/model.hpp"
#include "store/open_store.hpp"

namespace ramal::relay {

// The time that the store's records have.
store::instant wall_now();

// Path, bounds and clock, as the configuration says.
store::file_options outbox_file(const config::webhook_settings& settings);

}  // namespace ramal::relay
