// The fields of a client's body (go-calls.md section 3).
#include <catch2/catch.hpp>

#include <string>

#include "routes/body_fields.hpp"

namespace ramal::routes {
namespace {

struct read_result {
  std::optional<failure> problem;
  body_fields fields;
  std::string scratch;
};

read_result read(std::string_view body, const json::limits& limits = {}) {
  read_result result;
  result.problem = read_body(body, limits, result.scratch, result.fields);
  return result;
}

std::string ignored_of(std::string_view body) {
  const auto got = read(body);
  std::string names;
  for (std::size_t i = 0; i < ignored_names().size(); ++i)
    if ((got.fields.ignored >> i & 1) != 0) names.append(names.empty() ? "" : " ").append(ignored_names()[i]);
  return names;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

std::string escaped(std::string_view name) {
  std::string out;
  constexpr std::string_view hex = "0123456789abcdef";
  for (const char c : name) {
    out += "\\u00";
    out += hex[static_cast<unsigned char>(c) >> 4];
    out += hex[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string_view value_of(const body_fields& fields, field meaning) {
  switch (meaning) {
    case field::call_id: return fields.call_id;
    case field::callee: return fields.callee;
    case field::media_url: return fields.media_url;
    case field::mode: return fields.mode;
    case field::sdp: return fields.sdp;
    case field::sdp_type: return fields.sdp_type;
    case field::opaque_data: return fields.opaque_data;
    case field::include_sdp: return fields.include_sdp;
    default: return {};
  }
}

}  // namespace

TEST_CASE("every name of a field is known, in any case and any escaping") {
  for (const field_name& row : field_names()) {
    for (const std::string& name : {std::string(row.name), upper(row.name), escaped(row.name)}) {
      INFO(name);
      const std::string body = "{\"" + name + "\":\"x y\"}";
      const auto got = read(body);
      CHECK_FALSE(got.problem);
      CHECK(value_of(got.fields, row.meaning) == "\"x y\"");
    }
  }
}

TEST_CASE("the table has the names of the contract, in its order") {
  std::string all;
  for (const field_name& row : field_names()) all.append(row.name).append(" ");
  CHECK(all ==
        "callId call_id id number phone to jid peer mediaUrl url audioUrl media_url audio_url mode sdp sdpType "
        "bizOpaqueCallbackData includeSdp ");
}

TEST_CASE("among the names of a field the first that is not empty wins, wherever it stands") {
  for (const field_name& winner : field_names()) {
    std::string body = "{";
    bool behind = false;
    for (const field_name& other : field_names()) {
      if (other.meaning != winner.meaning) continue;
      if (other.name == winner.name) behind = true;
      const std::string quoted = "\"" + std::string(other.name) + "\"";
      body.insert(1, quoted + ":" + (behind ? quoted : "\" \"") + ",");
    }
    body.back() = '}';
    INFO(body);
    const auto got = read(body);
    CHECK(value_of(got.fields, winner.meaning) == "\"" + std::string(winner.name) + "\"");
  }
}

TEST_CASE("of a repeated key the last one wins, in whatever case") {
  CHECK(read(R"({"callId":"a","callId":"b"})").fields.call_id == "\"b\"");
  CHECK(read(R"({"callId":"a","CALLID":"b","callid":"c"})").fields.call_id == "\"c\"");
  CHECK(read(R"({"callId":"a","id":"z","callId":null})").fields.call_id == "\"z\"");
  CHECK(read(R"({"callId":"a","call\u0049d":"b"})").fields.call_id == "\"b\"");
}

TEST_CASE("names that only look alike are unknown") {
  for (const char* name : {"callIdx", "call id", " callId", "callId ", "c\xC3\xA0llId", "", "callId\\u0000",
                           "\\ud800callId", "caller", "from", "callCreator", "call_creator"}) {
    INFO(name);
    const std::string body = "{\"" + std::string(name) + "\":\"x\"}";
    const auto got = read(body);
    CHECK_FALSE(got.problem);
    CHECK(got.fields.call_id.empty());
    CHECK(got.fields.callee.empty());
  }
  // Go's decoder would also fold these two letters onto k and s; the contract says ASCII
  CHECK(read("{\"\xE2\x84\xAA\":1,\"\xC5\xBF"
             "dp\":\"x\"}")
            .fields.sdp.empty());
}

TEST_CASE("values are raw tokens of any kind") {
  const std::string body = R"({"callId": {"a":[1, 2]} ,"number" :5511999990000 , "mediaUrl":"a\u0041\/" })";
  const auto got = read(body);
  CHECK(got.fields.call_id == R"({"a":[1, 2]})");
  CHECK(got.fields.callee == "5511999990000");
  CHECK(got.fields.media_url == R"("a\u0041\/")");
}

TEST_CASE("blanks alone are empty, of whatever kind and however they are written") {
  for (const char* blank : {"", " ", "\\t", " \\n ", "\\u0020", "\\u00a0\\u200B", "\u00A0", "\uFEFF\\r"}) {
    INFO(blank);
    CHECK(read("{\"callId\":\"" + std::string(blank) + R"(","id":"c1"})").fields.call_id == "\"c1\"");
  }
  for (const char* text : {"\\u0000", "\\\\", "\\/", " a\\n", "\\n\\u0041", "\\ud800"}) {
    INFO(text);
    const std::string token = "\"" + std::string(text) + "\"";
    const std::string body = "{\"callId\":" + token + R"(,"id":"c1"})";
    CHECK(read(body).fields.call_id == token);
  }
}

TEST_CASE("names that meant something elsewhere are noted") {
  CHECK(ignored_of(R"({"number":"1"})").empty());
  CHECK(ignored_of(R"({"video":false,"record":null})") == "video record");
  CHECK(ignored_of(R"({"REASON":1,"Volume":2,"loop":3,"sampleRate":4,"encoding":5,"stream":6,"duration_ms":7,)"
                   R"("record":8,"video":9})") ==
        "video record duration_ms stream encoding sampleRate loop volume reason");
  CHECK(ignored_of(R"({"biz_opaque_callback_data":"x","SDP_type":"offer","session":{"sdp":"v=0"}})") ==
        "session sdp_type biz_opaque_callback_data");
  CHECK(ignored_of(R"({"vid\u0065o":1,"video":2})") == "video");
  CHECK(ignored_of(R"({"data":{"video":1}})").empty());
}

TEST_CASE("only a JSON object is a body, nothing at all is one without fields") {
  for (const char* good : {"", " \r\n\t", "{}", " { } "}) {
    INFO(good);
    CHECK_FALSE(read(good).problem);
  }
  for (const char* bad : {"[]", "null", "1", "\"a\"", "{", "}", "{}x", "{} {}", "{\"a\":1,}", "callId=c1",
                          "{\"a\":\"\xFF\"}", "{\"\xFF\":1}", "\xEF\xBB\xBF{}", "{\"a\":01}"}) {
    INFO(bad);
    const auto got = read(bad);
    CHECK((got.problem && got.problem->kind == failure_kind::invalid_json));
  }
  const std::string whole = R"({"callId":"c1","data":{"x":[1.5e3,true]}})";
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const auto got = read(std::string_view(whole).substr(0, size));
    CHECK((got.problem && got.problem->kind == failure_kind::invalid_json));
  }
}

TEST_CASE("L11 the bounds have their own names") {
  const auto kind = [](const std::string& body) { return read(body).problem->kind; };
  CHECK(kind("{\"a\":" + std::string(32, '[') + std::string(32, ']') + "}") == failure_kind::too_deep);
  CHECK(kind("{\"a\":" + std::string(65, '1') + "}") == failure_kind::number_too_long);
  std::string many = "{\"a\":1";
  for (int i = 0; i < 1'000; ++i) many += ",\"a\":1";
  CHECK(kind(many + "}") == failure_kind::too_many_keys);
  const json::limits loose{100, 10'000, 100};
  CHECK_FALSE(read(many + "}", loose).problem);
}

}  // namespace ramal::routes
