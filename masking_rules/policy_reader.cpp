#include "masking_rules/policy_reader.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace jaali::masking_rules {
namespace {

std::string list_of(std::span<const std::string_view> words) {
  std::string out;
  for (const auto word : words) out += (out.empty() ? "" : ", ") + in_quotes(word);
  return out;
}

}  // namespace

TableReader::TableReader(const TomlValue& table, std::string name, DiagnosticSink& sink)
    : place_(table.place), name_(std::move(name)), sink_(sink) {
  if (table.kind == TomlValue::Kind::table) {
    entries_ = &table.table;
  } else {
    sink_.error(place_, name_ + " must be a table, not " + std::string(to_string(table.kind)));
  }
}

const TomlValue* TableReader::find(std::string_view key) {
  known_.emplace(key);
  if (entries_ == nullptr) return nullptr;
  const auto entry = std::ranges::find(*entries_, key, &TomlEntry::key);
  return entry == entries_->end() ? nullptr : &entry->value;
}

std::optional<PlacedString> TableReader::string(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != TomlValue::Kind::string) {
    wrong_kind(key, *value, to_string(TomlValue::Kind::string));
    return std::nullopt;
  }
  return PlacedString{value->string, value->place};
}

std::optional<bool> TableReader::boolean(std::string_view key) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != TomlValue::Kind::boolean) {
    wrong_kind(key, *value, to_string(TomlValue::Kind::boolean));
    return std::nullopt;
  }
  return value->boolean;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != TomlValue::Kind::integer) {
    wrong_kind(key, *value, to_string(TomlValue::Kind::integer));
    return std::nullopt;
  }
  if (value->integer < least || value->integer > most) {
    std::string range = "at least " + std::to_string(least);
    if (most != std::numeric_limits<std::int64_t>::max()) range = std::to_string(least) + " to " + std::to_string(most);
    sink_.error(value->place, std::string(key) + " = " + std::to_string(value->integer) + " is out of range",
                "allowed: " + range);
    return std::nullopt;
  }
  return value->integer;
}

std::optional<std::vector<PlacedString>> TableReader::strings(std::string_view key, bool single) {
  const auto* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (single && value->kind == TomlValue::Kind::string) return std::vector{PlacedString{value->string, value->place}};
  if (value->kind != TomlValue::Kind::array) {
    wrong_kind(key, *value, "a list of strings");
    return std::nullopt;
  }
  if (value->array.empty()) {
    sink_.error(value->place, std::string(key) + " is an empty list, which nothing can match",
                "leave the key out, or name something");
    return std::nullopt;
  }
  std::vector<PlacedString> strings;
  for (const auto& element : value->array) {
    if (element.kind != TomlValue::Kind::string) {
      wrong_kind(key, element, "a list of strings");
    } else if (element.string.empty()) {
      sink_.error(element.place, std::string(key) + " holds an empty string");
    } else {
      strings.push_back({element.string, element.place});
    }
  }
  return strings;
}

void TableReader::require(std::string_view key) {
  if (find(key) == nullptr && entries_ != nullptr) sink_.error(place_, name_ + " needs " + in_quotes(key));
}

void TableReader::finish() {
  if (entries_ == nullptr) return;
  const std::vector<std::string> known(known_.begin(), known_.end());
  for (const auto& entry : *entries_) {
    if (known_.contains(entry.key)) continue;
    auto hint = did_you_mean(entry.key, known);
    if (hint.empty() && !known.empty() && known.size() <= 16) {
      const std::vector<std::string_view> views(known.begin(), known.end());
      hint = "known here: " + list_of(views);
    }
    sink_.error(entry.place, "unknown key " + in_quotes(entry.key) + " in " + name_, std::move(hint));
  }
}

TomlPlace TableReader::place_of(std::string_view key) const {
  if (entries_ == nullptr) return place_;
  const auto entry = std::ranges::find(*entries_, key, &TomlEntry::key);
  return entry == entries_->end() ? place_ : entry->value.place;
}

void TableReader::wrong_kind(std::string_view key, const TomlValue& value, std::string_view wanted) {
  sink_.error(value.place, std::string(key) + " in " + name_ + " must be " + std::string(wanted) + ", not " +
                               std::string(to_string(value.kind)));
}

std::optional<std::size_t> TableReader::word(std::string_view key, std::span<const std::string_view> words) {
  const auto given = string(key);
  if (!given) return std::nullopt;
  const auto chosen = std::ranges::find(words, given->text);
  if (chosen != words.end()) return static_cast<std::size_t>(chosen - words.begin());
  auto hint = did_you_mean(given->text, words);
  if (hint.empty()) hint = "one of " + list_of(words);
  sink_.error(given->place, std::string(key) + " in " + name_ + " cannot be " + in_quotes(given->text),
              std::move(hint));
  return std::nullopt;
}

SecretPlace read_secret_place(TableReader& table, std::string_view prefix, const std::filesystem::path& base) {
  const std::string name(prefix), file_key = name + "_file", env_key = name + "_env";
  if (const auto* inline_secret = table.find(prefix)) {
    table.sink().error(inline_secret->place, "a secret does not stand in the configuration",
                       "write it to a file and name that: " + file_key + " = \"…\", or use " + env_key);
  }
  SecretPlace place;
  if (const auto file = table.string(file_key)) {
    if (file->text.empty())
      table.sink().error(file->place, file_key + " is empty");
    else
      place.file = (base / file->text).lexically_normal().string();
  }
  if (const auto env = table.string(env_key)) {
    if (env->text.empty() || env->text.find('=') != std::string::npos) {
      table.sink().error(env->place, env_key + " is not the name of an environment variable");
    }
    if (!place.file.empty())
      table.sink().error(env->place, "both " + file_key + " and " + env_key + " are given", "keep one");
    place.env = env->text;
  }
  return place;
}

boost::system::result<protocol::Secret, FileProblem> read_secret(const SecretPlace& place) {
  constexpr std::streamsize most_bytes = 64 * 1024;
  const std::string called = place.file.empty() ? "environment variable " + place.env : place.file;
  std::string bytes;
  if (place.file.empty()) {
    const char* value = std::getenv(place.env.c_str());
    if (value == nullptr) return FileProblem{called + " is not set"};
    bytes = value;
  } else {
    std::ifstream in(place.file, std::ios::binary);
    if (!in) return FileProblem{called + " cannot be opened"};
    bytes.resize(most_bytes + 1);
    in.read(bytes.data(), most_bytes + 1);
    if (in.bad() || in.gcount() > most_bytes) return FileProblem{called + " cannot be read, or is larger than 64 KiB"};
    bytes.resize(static_cast<std::size_t>(in.gcount()));
  }
  if (bytes.ends_with('\n')) bytes.pop_back();
  if (bytes.ends_with('\r')) bytes.pop_back();
  protocol::Secret secret{std::string_view(bytes)};
  OPENSSL_cleanse(bytes.data(), bytes.capacity());
  if (secret.empty()) return FileProblem{called + " is empty"};
  return secret;
}

}  // namespace jaali::masking_rules
