#pragma once
// The parts of the rules loader: one function for each part of rules.toml, all writing into one Policy::Data under
// construction. Used by load_policy only, in the order in which they stand here (classes before whatever names them).
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "masking_rules/policy_data.h"
#include "masking_rules/policy_reader.h"

namespace jaali::masking_rules::loading {

/// Makes masks; `token` gets a key of its class, derived from the file's one key.
class MaskMaker {
 public:
  void set_key(std::string id, protocol::Secret key);
  /// Null after an error, which went to the sink (once per spelling). `class_name` empty: a column without a class.
  [[nodiscard]] std::shared_ptr<const Mask> make(const PlacedString& spelling, const std::string& class_name,
                                                 DiagnosticSink& sink);

 private:
  [[nodiscard]] std::shared_ptr<const TokenKey> key_of(const std::string& class_name);
  std::string id_;
  protocol::Secret key_;
  std::map<std::string, std::shared_ptr<const TokenKey>, std::less<>> keys_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const Mask>> made_;
  std::set<std::string, std::less<>> wrong_;
};

struct Loading {
  Policy::Data& data;
  const std::vector<KnownUpstream>& upstreams;
  MaskMaker masks;
  std::map<std::string, Diagnostic> seen_once;  ///< keys that only one of several files may set

  /// False, with an error, when another file set the key already.
  bool first_of(const std::string& key, TomlPlace place, DiagnosticSink& sink);
  /// An error where no upstream has that name, or none whose database writes its names so.
  [[nodiscard]] bool serves(Naming naming) const noexcept;  ///< some upstream's names are written so
  void check_upstream(const NamePart& upstream, std::optional<Naming> naming, TomlPlace place,
                      DiagnosticSink& sink) const;
};

void load_classes(const TomlValue& classes, Loading& loading, DiagnosticSink& sink);
/// The built-in class and, after load_roles, the built-in role.
void add_server_text(Loading& loading);
void load_columns(const TomlValue& columns, Loading& loading, DiagnosticSink& sink);
void load_roles(const TomlValue& roles, Loading& loading, DiagnosticSink& sink);
void add_restricted_role(Loading& loading);
void load_trust(const TomlValue& trust, Loading& loading, DiagnosticSink& sink);
void load_tests(const TomlValue& tests, Loading& loading, DiagnosticSink& sink);
/// What only shows once all is read: globs that disagree, roles that a claim alone reaches, roles never reached.
void check_policy(const Policy::Data& data, std::vector<Diagnostic>& out);

/// A value of `sees`: a string, or { mask, predicates, write }.
[[nodiscard]] std::optional<Sight> load_sight(const TomlEntry& entry, const std::string& where, Loading& loading,
                                              DiagnosticSink& sink);
/// `predicates` and `write` of a class or a value of `sees`.
[[nodiscard]] std::optional<Predicates> load_predicates(TableReader& table);
[[nodiscard]] std::optional<Write> load_write(TableReader& table);
/// [A-Za-z_][A-Za-z0-9_-]*, at most 63 bytes; else an error that calls it a `what`.
bool check_name(const std::string& name, TomlPlace place, std::string_view what, DiagnosticSink& sink);

}  // namespace jaali::masking_rules::loading
