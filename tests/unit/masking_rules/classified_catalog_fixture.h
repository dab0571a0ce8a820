#pragma once
// A catalog made by hand, and rules applied to it.
#include <gmock/gmock.h>

#include "masking_rules/classified_catalog.h"
#include "tests/unit/masking_rules/policy_fixture.h"

namespace jaali::masking_rules::testing {

using sql::ColumnId;
using sql::Oid;
using sql::RelationKind;

inline constexpr Oid text_type = 25, int_type = 23, date_type = 1082;

/// A database that tests fill: relations get OIDs from 20000 on.
class Database {
 public:
  Oid table(std::string schema, std::string name, std::vector<std::string> columns,
            RelationKind kind = RelationKind::table) {
    return add(next_++, std::move(schema), std::move(name), std::move(columns), kind);
  }
  Oid system(Oid oid, std::string name, std::vector<std::string> columns) {
    return add(oid, "pg_catalog", std::move(name), std::move(columns), RelationKind::view);
  }
  Oid view(std::string name, std::vector<std::string> columns, std::vector<ColumnId> reads,
           RelationKind kind = RelationKind::view) {
    const Oid oid = table("public", std::move(name), std::move(columns), kind);
    for (const auto& read : reads) relation(oid).reads_relations.push_back(read.relation);
    relation(oid).reads = std::move(reads);
    return oid;
  }
  Oid function(std::string schema, std::string name, bool builtin = false, bool extension = false) {
    sql::Function made;
    made.oid = next_++;
    made.signature = schema + "." + name + "(text)";
    made.schema = std::move(schema);
    made.name = std::move(name);
    made.builtin = builtin;
    made.extension = extension;
    snapshot_->functions.push_back(made);
    return made.oid;
  }
  sql::Relation& relation(Oid oid) {
    for (auto& one : snapshot_->relations) {
      if (one.oid == oid) return one;
    }
    throw std::out_of_range("no such relation");
  }
  sql::Column& column(Oid oid, std::string_view name) {
    for (auto& one : relation(oid).columns) {
      if (one.name == name) return one;
    }
    throw std::out_of_range("no such column");
  }
  ColumnId id(Oid oid, std::string_view name) { return {oid, column(oid, name).number}; }
  sql::Snapshot& snapshot() { return *snapshot_; }

  std::shared_ptr<const ClassifiedCatalog> with(std::string_view rules, bool mask_unclassified = true,
                                                std::vector<Binding> bindings = {}, std::vector<Drift> drift = {}) {
    auto copy = std::make_shared<sql::Snapshot>(*snapshot_);
    copy->upstream = "crm";
    copy->database = "crm";
    copy->index();
    return ClassifiedCatalog::make(policy_of(std::string(some_classes) + std::string(rules)), copy, {mask_unclassified},
                                   std::move(bindings), std::move(drift));
  }

 private:
  Oid add(Oid oid, std::string schema, std::string name, std::vector<std::string> columns, RelationKind kind) {
    sql::Relation made;
    made.oid = oid;
    made.schema = std::move(schema);
    made.name = std::move(name);
    made.kind = kind;
    for (auto& column : columns) {
      sql::Column one;
      one.number = static_cast<std::int16_t>(made.columns.size() + 1);
      one.name = std::move(column);
      one.type = one.base_type = text_type;
      made.columns.push_back(std::move(one));
    }
    snapshot_->relations.push_back(std::move(made));
    return oid;
  }
  std::shared_ptr<sql::Snapshot> snapshot_ = std::make_shared<sql::Snapshot>();
  Oid next_ = 20'000;
};

inline std::string what(const Treatment& treatment) {
  switch (treatment.kind) {
    case Handling::reveal:
      return treatment.predicates == Predicates::clear
                 ? "clear"
                 : "clear with predicates " + std::string(to_string(treatment.predicates));
    case Handling::refuse:
      return "refuse";
    case Handling::mask:
      break;
  }
  return (treatment.unclassified ? "unclassified " : "") + treatment.mask->spelling();
}

inline std::string findings_of(const ClassifiedCatalog& catalog) {
  return all_of({catalog.findings().begin(), catalog.findings().end()});
}

inline constexpr std::string_view a_dpo =
    "[[roles]]\nname = \"dpo\"\nusers = [\"dpo\"]\n[roles.sees]\n\"*\" = \"reveal\"\n";
class CitizensTest : public ::testing::Test {
 protected:
  static constexpr std::string_view rules =
      "[columns.\"crm/crm.public.citizens\"]\nid = \"none\"\nfull_name = \"none\"\ncnic = \"national_id\"\nemail = "
      "\"email\"\n";
  static std::string with_rules(std::string_view more) { return std::string(rules).append(more); }
  static std::string role(std::string_view sees) {
    return "[[roles]]\nname = \"r\"\nusers = [\"r\"]\n[roles.sees]\n" + std::string(sees);
  }
  static constexpr std::size_t first = 0;
  Database db;
  Oid citizens = db.table("public", "citizens", {"id", "full_name", "cnic", "email", "phone"});
  ColumnId id{citizens, 1}, full_name{citizens, 2}, cnic{citizens, 3}, email{citizens, 4}, phone{citizens, 5};
};

}  // namespace jaali::masking_rules::testing
