#include "tests/routes/json_documents.hpp"

namespace ramal::routes::json {

using namespace std::string_view_literals;

const std::vector<document>& good_documents() {
  static const std::vector<document> rows{
      {"empty object", "{}"},
      {"empty array", "[]"},
      {"blanks everywhere", " \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } } \n"},
      {"string", R"("abc")"},
      {"every short escape", R"("\"\\\/\b\f\n\r\t")"},
      {"unicode escapes", R"("\u0000\uFFFF\ud83d\ude00")"},
      {"a lone surrogate is legal text", R"("\ud83d")"},
      {"DEL and UTF-8", "\"\x7f \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\""},
      {"words", "[true,false,null]"},
      {"numbers", "[0,-0,1,-1,10,1.5,0.5,-0.0,1e1,1E1,1e+1,1e-1,0e0,12.34e56]"},
      {"empty and odd names", R"({"":1,"a b":2,"\u0061":3,"a":4,"a":5})"},
      {"nesting", R"([[[{"a":{"b":[[]]}}]]])"},
      {"a long string", R"("0123456789abcdef0123456789abcdef\\0123456789abcdef")"},
      {"a call", R"({"id":"call_1","durationSeconds":1.0,"big":12345678901234567890123,"x":[{"y":null}]})"},
  };
  return rows;
}

const std::vector<document>& bad_documents() {
  static const std::vector<document> rows{
      {"nothing", ""},
      {"blanks only", " \n"},
      {"two values", "{} {}"},
      {"a trailing comma in an object", R"({"a":1,})"},
      {"a trailing comma in an array", "[1,]"},
      {"a leading comma", "[,1]"},
      {"two commas", "[1,,2]"},
      {"no comma", "[1 2]"},
      {"no colon", R"({"a" 1})"},
      {"two colons", R"({"a"::1})"},
      {"no value", R"({"a":})"},
      {"no name", "{:1}"},
      {"a name without quotes", "{a:1}"},
      {"a name in single quotes", "{'a':1}"},
      {"a number as name", "{1:1}"},
      {"a value without name", R"({"a"})"},
      {"wrong closing bracket", "[1}"},
      {"wrong closing brace", R"({"a":1])"},
      {"closed too often", "[]]"},
      {"only closed", "}"},
      {"a comment", "[1/* */]"},
      {"a line comment", "[1] // x"},
      {"a byte order mark", "\xEF\xBB\xBF[]"},
      {"a form feed as blank", "[\f]"},
      {"a no-break space", "[\xC2\xA0]"},
      {"NUL behind the end", "[]\0"sv},
      {"NUL as blank", "[\0]"sv},
      {"a capital word", "[True]"},
      {"half a word", "[nul]"},
      {"a word and more", "[nulll]"},
      {"NaN", "[NaN]"},
      {"Infinity", "[-Infinity]"},
      {"plus sign", "[+1]"},
      {"leading zero", "[01]"},
      {"leading zero behind minus", "[-01]"},
      {"minus alone", "[-]"},
      {"no digit before the point", "[.5]"},
      {"no digit behind the point", "[1.]"},
      {"no digit in the exponent", "[1e]"},
      {"sign alone in the exponent", "[1e+]"},
      {"two signs in the exponent", "[1e+-1]"},
      {"a point in the exponent", "[1e1.5]"},
      {"two points", "[1.2.3]"},
      {"hexadecimal", "[0x10]"},
      {"grouped digits", "[1_000]"},
      {"an open string", R"(["abc])"},
      {"an escape at the end", R"("abc\)"},
      {"an unknown escape", R"("\a")"},
      {"a capital escape", R"("\N")"},
      {"an octal escape", R"("\012")"},
      {"a short unicode escape", R"("\u12")"},
      {"no hex in a unicode escape", R"("\u12g4")"},
      {"a capital U", R"("\U00e9")"},
      {"TAB in a string", "\"a\tb\""},
      {"line feed in a string", "\"a\nb\""},
      {"NUL in a string", "\"a\0b\""sv},
      {"a control byte far into a string", "\"0123456789abcdef0123456789abcdef0123456\x1f\""},
      {"a control byte in a name", "{\"a\x01\":1}"},
      {"UTF-8 cut", "\"\xE2\x82\""},
      {"UTF-8 overlong", "\"\xC0\xAF\""},
      {"UTF-8 surrogate", "\"\xED\xA0\x80\""},
      {"UTF-8 over the last character", "\"\xF4\x90\x80\x80\""},
      {"a stray byte", "\"\xFF\""},
  };
  return rows;
}

}  // namespace ramal::routes::json
