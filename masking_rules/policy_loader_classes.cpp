// [classes.*], masks and their keys, and the values of `sees`, which are written alike.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "masking_rules/policy_loader.h"

namespace jaali::masking_rules::loading {
namespace {

constexpr std::array<std::pair<std::string_view, Sensitivity>, 4> sensitivities{{
    {"public", Sensitivity::public_},
    {"internal", Sensitivity::internal},
    {"confidential", Sensitivity::confidential},
    {"restricted", Sensitivity::restricted},
}};

bool names_token(std::string_view spelling) { return spelling.find("token") != std::string_view::npos; }

std::vector<std::string_view> handling_words() {
  auto words = mask_names();
  words.insert(words.end(), {"reveal", "refuse"});
  return words;
}

// "reveal" and "refuse" stand where a mask stands.
std::optional<Handling> handling_word(std::string_view text) {
  if (text == "reveal") return Handling::reveal;
  if (text == "refuse") return Handling::refuse;
  return std::nullopt;
}

void load_class_mask(TableReader& table, Class& made, Loading& loading) {
  const auto spelling = table.string("mask");
  if (!spelling) {
    if (made.sensitivity == Sensitivity::public_)
      made.handling = Handling::reveal;
    else
      made.mask = loading.masks.make({"redact", table.place()}, made.name, table.sink());
    return;
  }
  if (const auto word = handling_word(spelling->text)) {
    made.handling = *word;
    if (made.handling == Handling::reveal && made.sensitivity != Sensitivity::public_) {
      table.sink().error(spelling->place,
                         "class " + made.name + " is " + std::string(to_string(made.sensitivity)) +
                             " and cannot be revealed to everybody",
                         "a class with sensitivity = \"public\" can");
    }
    return;
  }
  made.mask = loading.masks.make(*spelling, made.name, table.sink());
}

void load_class(const TomlEntry& entry, Loading& loading, DiagnosticSink& sink) {
  TableReader table(entry.value, "[classes." + entry.key + "]", sink);
  Class made;
  made.name = entry.key;
  const bool reserved = made.name == "none" || made.name == server_text_class ||
                        std::ranges::find(sensitivities, std::string_view(made.name),
                                          &std::pair<std::string_view, Sensitivity>::first) != sensitivities.end();
  if (reserved)
    sink.error(entry.place, in_quotes(made.name) + " is reserved and cannot name a class");
  else
    check_name(made.name, entry.place, "class", sink);
  if (loading.data.class_named(made.name)) sink.error(entry.place, "class " + made.name + " is defined twice");

  table.require("sensitivity");
  if (const auto sensitivity = table.one_of<Sensitivity>("sensitivity", sensitivities)) made.sensitivity = *sensitivity;
  load_class_mask(table, made, loading);
  made.predicates = load_predicates(table);
  made.write = load_write(table);
  made.subject = table.boolean("subject").value_or(false);
  table.finish();
  if (made.handling == Handling::refuse && made.predicates.value_or(Predicates::refuse) != Predicates::refuse) {
    sink.error(table.place_of("predicates"), "a class that is refused has no other predicates than \"refuse\"");
  }
  loading.data.classes.push_back(std::move(made));
}

}  // namespace

void load_classes(const TomlValue& classes, Loading& loading, DiagnosticSink& sink) {
  if (classes.kind != TomlValue::Kind::table) {
    sink.error(classes.place, "classes must be tables: [classes.email]");
    return;
  }
  for (const auto& entry : classes.table) load_class(entry, loading, sink);
}

void add_server_text(Loading& loading) {
  Class made;
  made.name = server_text_class;
  made.predicates = Predicates::refuse;
  made.write = Write::refuse;
  made.mask = *parse_mask("null");
  loading.data.classes.push_back(std::move(made));
}

std::optional<Sight> load_sight(const TomlEntry& entry, const std::string& where, Loading& loading,
                                DiagnosticSink& sink) {
  Sight sight;
  PlacedString spelling{entry.value.string, entry.value.place};
  if (entry.value.kind == TomlValue::Kind::table) {
    TableReader table(entry.value, where, sink);
    table.require("mask");
    auto mask = table.string("mask");
    sight.predicates = load_predicates(table);
    sight.write = load_write(table);
    table.finish();
    if (!mask) return std::nullopt;
    spelling = std::move(*mask);
  } else if (entry.value.kind != TomlValue::Kind::string) {
    sink.error(entry.value.place, where + " must be a string or { mask, predicates, write }, not " +
                                      std::string(to_string(entry.value.kind)));
    return std::nullopt;
  }
  if (const auto word = handling_word(spelling.text)) {
    sight.handling = *word;
    if (*word == Handling::refuse && sight.predicates.value_or(Predicates::refuse) != Predicates::refuse) {
      sink.error(spelling.place, "a column that is refused has no other predicates than \"refuse\"");
    }
    return sight;
  }
  for (const auto& of : loading.data.classes) sight.masks.push_back(loading.masks.make(spelling, of.name, sink));
  sight.masks.push_back(loading.masks.make(spelling, "", sink));
  if (!sight.masks.back()) return std::nullopt;
  sight.spelling = sight.masks.back()->spelling();
  return sight;
}

std::optional<Predicates> load_predicates(TableReader& table) {
  constexpr std::array<std::pair<std::string_view, Predicates>, 4> words{{
      {"clear", Predicates::clear},
      {"lookup", Predicates::lookup},
      {"masked", Predicates::masked},
      {"refuse", Predicates::refuse},
  }};
  return table.one_of<Predicates>("predicates", words);
}

std::optional<Write> load_write(TableReader& table) {
  constexpr std::array<std::pair<std::string_view, Write>, 2> words{
      {{"allow", Write::allow}, {"refuse", Write::refuse}}};
  return table.one_of<Write>("write", words);
}

void MaskMaker::set_key(std::string id, protocol::Secret key) {
  id_ = std::move(id);
  key_ = std::move(key);
}

std::shared_ptr<const Mask> MaskMaker::make(const PlacedString& spelling, const std::string& class_name,
                                            DiagnosticSink& sink) {
  const bool keyed = names_token(spelling.text);
  const std::pair key(spelling.text, keyed ? class_name : std::string());
  if (const auto made = made_.find(key); made != made_.end()) return made->second;
  const auto token_key = keyed ? key_of(class_name) : nullptr;
  auto mask = parse_mask(spelling.text, token_key);
  if (mask) return made_[key] = std::move(*mask);
  // The same mask is made for every class; one complaint for each place is enough.
  if (wrong_
          .insert(sink.file() + ":" + std::to_string(spelling.place.line) + ":" + std::to_string(spelling.place.column))
          .second) {
    std::string hint;
    if (keyed && !token_key)
      hint = "token needs a key: [tokens] key_id = \"2026-1\", key_file = \"secrets/tokens\"";
    else if (mask.error().find("did you mean") == std::string::npos)
      hint = did_you_mean(spelling.text, handling_words());
    sink.error(spelling.place, mask.error(), std::move(hint));
  }
  return nullptr;
}

std::shared_ptr<const TokenKey> MaskMaker::key_of(const std::string& class_name) {
  if (key_.empty()) return nullptr;
  auto& key = keys_[class_name];
  if (key) return key;
  // One key for each class, so that equal values of two classes have different tokens.
  const std::string label = "jaali token key\n" + class_name;
  std::array<unsigned char, EVP_MAX_MD_SIZE> derived{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key_.reveal().data(), static_cast<int>(key_.reveal().size()),
       reinterpret_cast<const unsigned char*>(label.data()), label.size(), derived.data(), &length);
  key = std::make_shared<const TokenKey>(
      TokenKey{id_, protocol::Secret(std::string_view(reinterpret_cast<const char*>(derived.data()), length))});
  OPENSSL_cleanse(derived.data(), derived.size());
  return key;
}

}  // namespace jaali::masking_rules::loading
