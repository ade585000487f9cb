#include "config/tree.hpp"

#include <algorithm>
#include <bit>
#include <set>
#include <sstream>
#include <utility>

#include <simdjson.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace ramal::config {
namespace {

struct too_much {};  // a bound was hit and reported: stop reading

position position_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {static_cast<unsigned>(mark.line) + 1, static_cast<unsigned>(mark.column) + 1, {}};
}

problem problem_at(const position& at, std::string text) { return {"", at.line, at.column, "", std::move(text), ""}; }

// yaml-cpp's own loader keeps repeated keys and guesses types; its events keep everything apart.
class tree_builder : public YAML::EventHandler {
 public:
  tree_builder(std::string_view text, std::vector<problem>& problems) : text_(text), problems_(problems) {}
  node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    report(position_of(mark), "a second document begins here: check the indentation, and remove lines '---'");
    throw too_much{};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    node added = checked(mark, "?", anchor, node_kind::null);
    const auto at = static_cast<std::size_t>(std::max(mark.pos, 0));  // a value that was left out stands elsewhere
    if (at < text_.size() && text_.substr(at, 4) == "null") added.text = "null";
    attach(std::move(added));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    report(position_of(mark), "aliases (*name) are not read: write the value out");
    attach(checked(mark, "?", 0, node_kind::null));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    node added = checked(mark, tag, anchor, node_kind::scalar);
    added.text = value;
    added.quoted = tag == "!";
    attach(std::move(added));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, node_kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, node_kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct level {
    node value;
    std::set<std::string, std::less<>> names{};
    bool at_key = true;  // map: the next node is a key
    bool keep = true;    // map: whether the value that comes has a key to stand under
  };

  void report(const position& at, std::string text) { problems_.push_back(problem_at(at, std::move(text))); }

  node checked(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, node_kind kind) {
    node result;
    result.kind = kind;
    result.at = position_of(mark);
    if (++nodes_ > most_nodes) {
      report(result.at, "the file has more than " + std::to_string(most_nodes) + " values: make it smaller");
      throw too_much{};
    }
    if (anchor != 0) report(result.at, "anchors (&name) are not read: remove it and write values out where needed");
    if (!tag.empty() && tag != "?" && tag != "!") report(result.at, "tags (!name) are not read: remove it");
    return result;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, node_kind kind) {
    levels_.push_back({checked(mark, tag, anchor, kind)});
    if (levels_.size() > deepest_nesting) {
      report(levels_.back().value.at, "nested deeper than " + std::to_string(deepest_nesting) + " levels");
      throw too_much{};
    }
  }

  void close() {
    node closed = std::move(levels_.back().value);
    levels_.pop_back();
    attach(std::move(closed));
  }

  void attach(node added) {
    if (levels_.empty()) {
      root_ = std::move(added);
    } else if (level& parent = levels_.back(); parent.value.kind == node_kind::list) {
      parent.value.items.push_back(std::move(added));
    } else if (std::exchange(parent.at_key, !parent.at_key)) {
      begin_member(parent, std::move(added));
    } else if (parent.keep) {
      parent.value.members.back().value = std::move(added);
    }
  }

  void begin_member(level& parent, node key) {
    parent.keep = false;
    if (key.kind != node_kind::scalar) {
      report(key.at, "a key must be one word of text");
    } else if (!parent.names.insert(key.text).second) {
      const auto first = std::find_if(parent.value.members.begin(), parent.value.members.end(),
                                      [&](const member& other) { return other.name == key.text; });
      report(key.at, "the key " + shown(key.text) + " stands here twice: remove one (the first is on line " +
                         std::to_string(first->at.line) + ")");
    } else {
      parent.keep = true;
      // until its value comes; also what a missing value is reported at
      node nothing;
      nothing.at = key.at;
      parent.value.members.push_back({std::move(key.text), key.at, std::move(nothing)});
    }
  }

  std::string_view text_;
  std::vector<problem>& problems_;
  std::vector<level> levels_;
  node root_;
  std::size_t nodes_ = 0;
  std::size_t documents_ = 0;
};

bool refuse_bytes(std::string_view text, std::vector<problem>& problems) {
  if (text.size() > longest_file) {
    problems.push_back(problem_at({}, "larger than 1 MiB: this is no configuration of ours"));
    return true;
  }
  const std::size_t bad = find_bad_byte(text);
  if (bad == std::string_view::npos) return false;
  const std::string_view before = text.substr(0, bad);
  const auto lines = static_cast<unsigned>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  problems.push_back(problem_at({lines + 1, static_cast<unsigned>(bad - line_start) + 1, {}},
                                "a byte that is no UTF-8 text: save the file as UTF-8, without control characters"));
  return true;
}

// Where the indentation of the line at which reading ended, or of the one above it, has a tab: yaml-cpp says something
// else of it each time. Asked only when something is wrong: in some places tabs may stand.
position find_tab(std::string_view text, unsigned last) {
  position found;
  for (unsigned line = 1; line <= last && !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto indentation = text.substr(0, std::min(text.find_first_not_of(" \t-?"), end));
    const auto tab = indentation.find('\t');
    if (line + 1 >= last && tab != std::string_view::npos && indentation.size() != end)
      found = {line, static_cast<unsigned>(tab) + 1, {}};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

// The length of the UTF-8 sequence at the start of `text`, 0 if there is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
  const int ones = std::countl_one(static_cast<unsigned char>(text.front()));
  const auto length = static_cast<std::size_t>(std::max(ones, 1));
  return length <= text.size() && simdjson::validate_utf8(text.data(), length) ? length : 0;
}

}  // namespace

const node* node::find(std::string_view name) const {
  for (const auto& one : members) {
    if (one.name == name) return &one.value;
  }
  return nullptr;
}

std::size_t find_bad_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < 0x20 && byte != '\t' && byte != '\r' && byte != '\n') || byte == 0x7f) return i;
    const std::size_t length = sequence_length(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

node parse_yaml(std::string_view text, std::vector<problem>& problems) {
  if (refuse_bytes(text, problems)) return {};
  tree_builder builder(text, problems);
  try {
    // the document's end in words: without it yaml-cpp takes an open quote at the end of a file for a closed one
    std::istringstream stream(std::string(text) + "\n...\n");
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {}
  } catch (const too_much&) {
  } catch (const YAML::Exception& error) {
    const position at = position_of(error.mark), tab = find_tab(text, at.line);
    if (tab.line != 0)
      problems.push_back(problem_at(tab, "a tab stands here, and this is no YAML with it: indent with blanks alone"));
    else
      problems.push_back(
          problem_at(at, "this is no YAML (" + error.msg + "): check indentation, quotes and colons here and above"));
  }
  node root = builder.take();
  if (root.kind == node_kind::null) root.at = {};  // an empty document has no position
  return root;
}

}  // namespace ramal::config
