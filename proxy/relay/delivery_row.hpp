// One attempt to deliver as a row of the inspector (console.md section 3). Pure.
#pragma once

#include "proxy/inspector/exchange.hpp"
#include "proxy/relay/attempt.hpp"

namespace ramal::relay {

// Of the destination its name and where it listens, never a path or a query, which may be passwords. Numbers in a host or
// an error keep their last 4 digits if `mask_numbers`.
inspector::exchange delivery_row(const store::event_record& event, const destination& to, const delivery_result& answer,
                                 const store::attempt_result& result, bool mask_numbers);

}  // namespace ramal::relay
