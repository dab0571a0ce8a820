// Views, followed to the columns that they depend on: their texts, as the server keeps them, are read by the same
// parser and analysis as callers' statements. What is not understood, or reaches beyond columns, makes the view read
// everything.
#include <map>
#include <set>

#include "proxy/catalog/mysql/snapshot_parts.h"
#include "sql/lineage.h"
#include "sql/mysql_parser/parser.h"
#include "sql/names.h"

namespace jaali::proxy::catalog::mysql {
namespace {

struct Followed {
  std::vector<ColumnId> reads;
  std::vector<Oid> relations, calls;
};

class ViewReader {
 public:
  explicit ViewReader(const sql::Snapshot& snapshot) : snapshot_(snapshot) {
    // The server keeps views in one spelling, whatever modes their maker had.
    mode_.dialect = snapshot.dialect;
    mode_.version = snapshot.server_version;
    mode_.lower_case_table_names = snapshot.lower_case_table_names;
  }

  [[nodiscard]] Followed follow(const sql::Relation& view, std::string_view definition) const {
    const auto parsed = sql::mysql_parser::parse(definition, mode_);
    if (parsed.ast == nullptr || parsed.ast->statements.size() != 1 ||
        parsed.ast->statements[0]->kind != sql::Statement::Kind::query)
      return everything();
    const std::optional<std::vector<std::string>> path{{view.schema}};
    const std::set<std::string, std::less<>> nothing;
    const sql::NameContext names{snapshot_, path, nothing};
    const auto analysis = sql::analyse(*parsed.ast->statements[0], names);
    if (!analysis->problems.empty() || !analysis->unresolved.empty() || analysis->open || !analysis->outputs_known)
      return everything();
    Followed found;
    for (const auto& output : analysis->outputs)
      found.reads.insert(found.reads.end(), output.sources.begin(), output.sources.end());
    for (const auto& use : analysis->uses) {
      found.reads.push_back(use.column);
      if (use.other.relation != 0) found.reads.push_back(use.other);
    }
    for (const auto& use : analysis->relations)
      for (const auto* relation : use.match.relations) found.relations.push_back(relation->oid);
    for (const auto& use : analysis->functions) {
      const auto stored = sql::find_functions(names, use.name);
      for (const auto* function : stored) found.calls.push_back(function->oid);
      if (stored.empty() && reads_files(use.name)) return everything();
    }
    return found;
  }

  [[nodiscard]] static Followed everything() { return {{unknown_column}, {}, {}}; }

 private:
  static bool reads_files(sql::Name name) { return !name.empty() && name.back() == "load_file"; }

  const sql::Snapshot& snapshot_;
  sql::MysqlText mode_;
};

}  // namespace

void follow_views(Build& build) {
  std::map<Oid, std::string_view> definitions;
  const Rows& rows = build.part(Part::views);
  for (std::size_t row = 0; row < rows.count(); ++row)
    if (const sql::Relation* view = build.relation(rows.text(row, 0), rows.text(row, 1)))
      definitions.emplace(view->oid, rows.text(row, 2));
  const ViewReader reader(build.snapshot);
  for (auto& relation : build.snapshot.relations) {
    if (relation.kind != sql::RelationKind::view || sql::is_system_schema(relation.schema, build.snapshot.dialect))
      continue;
    const auto definition = definitions.find(relation.oid);
    auto followed = definition == definitions.end() || definition->second.empty()
                        ? ViewReader::everything()
                        : reader.follow(relation, definition->second);
    relation.reads = std::move(followed.reads);
    relation.reads_relations = std::move(followed.relations);
    relation.calls = std::move(followed.calls);
    normalise(relation.reads);
    normalise(relation.reads_relations);
    normalise(relation.calls);
  }
}

}  // namespace jaali::proxy::catalog::mysql
