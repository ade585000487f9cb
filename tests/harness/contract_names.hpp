// What the tests share with the contract kit, under the names that they use.
#pragma once

#include "contract/answer.hpp"
#include "contract/deployment.hpp"
#include "contract/engine_request.hpp"
#include "contract/go_purity.hpp"
#include "contract/http_text.hpp"
#include "contract/json_text.hpp"
#include "contract/wire_purity.hpp"

namespace ramal::tests {

using contract::answer;
using contract::content_length;
using contract::door;
using contract::engine_request;
using contract::equal_names;
using contract::field;
using contract::find_go_impurities;
using contract::find_impurities;
using contract::go_rules;
using contract::head_text;
using contract::is_native_operation;
using contract::is_token;
using contract::json_difference;
using contract::json_match;
using contract::json_value;
using contract::parse_head;
using contract::parse_json;
using contract::purity_rules;
using contract::setting;
using contract::take_answer;
using contract::take_request;
using contract::visible;

using contract::client_key;
using contract::client_key_by_digest;
using contract::client_key_by_id;
using contract::default_mount;
using contract::native_key;
using contract::native_key_id;
using contract::native_key_of_digest;

}  // namespace ramal::tests
