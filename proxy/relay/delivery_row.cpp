#include "proxy/relay/delivery_row.hpp"

#include "config/addresses.hpp"
#include "proxy/inspector/mask_number.hpp"

namespace ramal::relay {

inspector::exchange delivery_row(const store::event_record& event, const destination& to, const delivery_result& answer,
                                 const store::attempt_result& result, bool mask_numbers) {
  inspector::exchange made;
  made.what = inspector::kind::event_out;
  made.time = result.now - answer.took;
  made.request_id = event.webhook_id;
  made.key = event.key;
  made.event = event.name;
  made.destination = to.speaks.name;
  made.method = "POST";
  made.path = config::print_base_url({to.url.tls, to.url.host, to.url.port, ""});
  made.status = static_cast<std::uint16_t>(answer.status);
  if (answer.status == 0) made.error = without_secrets(answer.error, to);
  made.outcome = word_of(result.verdict);
  made.attempts = static_cast<unsigned>(event.attempts);
  made.total = answer.took;
  if (!mask_numbers) return made;
  inspector::mask_numbers(made.path);
  inspector::mask_numbers(made.error);
  return made;
}

}  // namespace ramal::relay
