#include "masking_rules/policy_loader.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace jaali::masking_rules {
namespace loading {
namespace {

struct File {
  std::filesystem::path path;
  std::string bytes;
  TomlValue tree;
};

std::string sha256_hex(const std::vector<File>& files) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  for (const auto& file : files) EVP_DigestUpdate(context.get(), file.bytes.data(), file.bytes.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), &length);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex += digits[digest[i] >> 4U];
    hex += digits[digest[i] & 15U];
  }
  return hex;
}

std::vector<File> read_files(const std::vector<std::filesystem::path>& paths, std::vector<Diagnostic>& out) {
  std::vector<File> files;
  for (const auto& path : paths) {
    DiagnosticSink sink(path.string(), out);
    auto bytes = read_rules_bytes(path);
    if (!bytes) {
      sink.error({}, bytes.error().text);
      continue;
    }
    if (auto tree = parse_toml(*bytes, sink)) files.push_back({path, std::move(*bytes), std::move(*tree)});
  }
  return files;
}

void load_tokens(const TomlValue& tokens, const std::filesystem::path& base, Loading& loading, DiagnosticSink& sink) {
  constexpr std::size_t least_key_bytes = 16;  // a CNIC has 13 digits: only the key keeps tokens from being enumerated
  TableReader table(tokens, "[tokens]", sink);
  const auto id = table.string("key_id");
  table.require("key_id");
  const auto place = read_secret_place(table, "key", base);
  table.finish();
  const bool id_good = id && check_name(id->text, id->place, "key_id", sink);
  if (place.file.empty() && place.env.empty()) {
    sink.error(table.place(), "[tokens] needs \"key_file\" or \"key_env\"", "make one with: openssl rand -hex 32");
    return;
  }
  auto key = read_secret(place);
  if (!key) {
    sink.error(table.place(), "the key of [tokens] cannot be read: " + key.error().text);
  } else if (key->reveal().size() < least_key_bytes) {
    sink.error(table.place(), "the key of [tokens] is shorter than 16 bytes", "make one with: openssl rand -hex 32");
  } else if (id_good) {
    loading.masks.set_key(id->text, std::move(*key));
  }
}

// Mode and tokens first, then classes, then what names classes; so files may stand in any order.
void load_settings(TableReader& top, const std::filesystem::path& base, Loading& loading, DiagnosticSink& sink,
                   std::optional<PlacedString>& default_role) {
  constexpr std::array<std::pair<std::string_view, Mode>, 2> modes{
      {{"enforce", Mode::enforce}, {"observe", Mode::observe}}};
  if (const auto mode = top.one_of<Mode>("mode", modes); mode && loading.first_of("mode", top.place_of("mode"), sink)) {
    loading.data.mode = *mode;
  }
  if (auto name = top.string("default_role"); name && loading.first_of("default_role", name->place, sink)) {
    default_role = std::move(name);
  }
  if (const auto* tokens = top.find("tokens"); tokens && loading.first_of("[tokens]", tokens->place, sink)) {
    load_tokens(*tokens, base, loading, sink);
  }
}

void resolve_default_role(const std::optional<PlacedString>& name, Loading& loading, DiagnosticSink& sink) {
  auto& data = loading.data;
  data.default_role = data.roles.size() - 1;
  if (!name) return;
  const auto role = std::ranges::find(data.roles, name->text, &Role::name);
  if (role != data.roles.end()) {
    data.default_role = static_cast<std::size_t>(role - data.roles.begin());
    return;
  }
  std::vector<std::string_view> names;
  for (const auto& known : data.roles) names.push_back(known.name);
  sink.error(name->place, "default_role names no role: " + in_quotes(name->text), did_you_mean(name->text, names));
}

void load_files(const std::vector<File>& files, Loading& loading, std::vector<Diagnostic>& out) {
  std::vector<DiagnosticSink> sinks;
  std::vector<TableReader> tops;
  sinks.reserve(files.size());
  for (const auto& file : files) {
    sinks.emplace_back(file.path.string(), out);
    tops.emplace_back(file.tree, "the rules file", sinks.back());
  }
  const auto each = [&](std::string_view key, auto load) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (const auto* part = tops[i].find(key)) load(*part, loading, sinks[i]);
    }
  };
  std::optional<PlacedString> default_role;
  std::size_t default_role_file = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const bool had = default_role.has_value();
    load_settings(tops[i], files[i].path.parent_path(), loading, sinks[i], default_role);
    if (!had && default_role) default_role_file = i;
  }
  each("classes", load_classes);
  add_server_text(loading);
  each("columns", load_columns);
  each("roles", load_roles);
  add_restricted_role(loading);
  if (!files.empty()) resolve_default_role(default_role, loading, sinks[default_role_file]);
  each("trust", load_trust);
  each("tests", load_tests);
  for (auto& top : tops) top.finish();
}

}  // namespace

bool Loading::first_of(const std::string& key, TomlPlace place, DiagnosticSink& sink) {
  const auto [before, first] = seen_once.try_emplace(key, sink.at(place));
  if (first) return true;
  sink.error(place, key + " is set twice",
             "the other one: " + before->second.file + ":" + std::to_string(before->second.line));
  return false;
}

bool Loading::serves(Naming naming) const noexcept {
  return upstreams.empty() ||
         std::ranges::any_of(upstreams, [&](const auto& one) { return one.mysql == (naming == Naming::mysql); });
}

void Loading::check_upstream(const NamePart& upstream, std::optional<Naming> naming, TomlPlace place,
                             DiagnosticSink& sink) const {
  if (upstreams.empty()) return;
  std::vector<std::string_view> names;
  bool known = false, fits = false;
  for (const auto& one : upstreams) {
    names.push_back(one.name);
    if (!upstream.matches(one.name)) continue;
    known = true;
    fits |= !naming || one.mysql == (*naming == Naming::mysql);
  }
  if (!known) {
    sink.error(place, "there is no upstream " + in_quotes(upstream.text), did_you_mean(upstream.text, names));
  } else if (!fits) {
    const bool mysql = *naming == Naming::mysql;
    sink.error(place,
               in_quotes(upstream.text) + (mysql ? " is PostgreSQL, whose names have a schema behind the database"
                                                 : " is MySQL, whose names have no schema"),
               mysql ? "write it as upstream/database.schema.table" : "write it as upstream/database.table");
  }
}

bool check_name(const std::string& name, TomlPlace place, std::string_view what, DiagnosticSink& sink) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto follows = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  const bool digits_lead = what == "key_id";  // "2026-1" is a good name for a key
  const bool good = !name.empty() && name.size() <= 63 && (letter(name[0]) || (digits_lead && follows(name[0]))) &&
                    std::ranges::all_of(name, follows);
  if (!good) {
    sink.error(place, in_quotes(name) + " is not a name for a " + std::string(what),
               "letters, digits, _ and -, beginning with a letter, at most 63");
  }
  return good;
}

}  // namespace loading

LoadedPolicy load_policy(const std::vector<std::filesystem::path>& files, const std::vector<KnownUpstream>& upstreams) {
  LoadedPolicy loaded;
  auto& out = loaded.diagnostics;
  auto data = std::make_unique<Policy::Data>();
  if (files.empty())
    out.push_back({Diagnostic::Level::error, "", 0, 0, "no rules file is given", "rules = [\"rules.toml\"]"});
  const auto read = loading::read_files(files, out);
  data->files = files;
  data->version = loading::sha256_hex(read);
  loading::Loading loading{*data, upstreams, {}, {}};
  loading::load_files(read, loading, out);
  if (!has_errors(out)) loading::check_policy(*data, out);
  sort_by_place(out);
  if (!has_errors(out)) loaded.policy = std::make_shared<const Policy>(std::move(data));
  return loaded;
}

}  // namespace jaali::masking_rules
