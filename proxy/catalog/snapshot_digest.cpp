#include <openssl/sha.h>

#include <concepts>
#include <type_traits>
#include <utility>

#include "proxy/catalog/loader.h"

namespace jaali::proxy::catalog {
namespace {

using sql::ColumnId;

/// Every value with its length or count before it, so that no two catalogs give the same bytes.
class Digest {
 public:
  template <class Value>
  requires std::integral<Value> || std::is_enum_v<Value> Digest& operator<<(Value value) {
    const auto wide = static_cast<std::int64_t>(value);
    return bytes(&wide, sizeof wide);
  }
  Digest& operator<<(const std::string& text) { return (*this << text.size()).bytes(text.data(), text.size()); }
  Digest& operator<<(const ColumnId& id) { return *this << id.relation << id.column; }
  Digest& operator<<(const sql::ForeignKey& key) {
    return *this << key.referenced << key.columns << key.deletes << key.updates;
  }
  Digest& operator<<(const sql::Column& column) {
    return *this << column.name << column.number << column.type << column.base_type << column.type_modifier
                 << column.collation << column.not_null << column.unique_or_exclusion << column.foreign_key
                 << column.referenced << column.generated_from << column.default_reads << column.invisible;
  }
  Digest& operator<<(const sql::Relation& relation) {
    return *this << relation.oid << relation.schema << relation.name << relation.kind << relation.temporary
                 << relation.row_type << relation.columns << relation.parents << relation.reads
                 << relation.reads_relations << relation.calls << relation.calls_builtin << relation.foreign_keys
                 << relation.unchecked_keys << relation.constraints << relation.triggers << relation.policies
                 << relation.rules << relation.check_functions << relation.policy_reads;
  }
  Digest& operator<<(const sql::Function& function) {
    return *this << function.oid << function.signature << function.kind << function.volatility
                 << function.argument_types << function.return_type << function.returns_set << function.extension
                 << function.language << function.reads;
  }
  Digest& operator<<(const sql::Operator& op) {
    return *this << op.schema << op.name << op.left << op.right << op.function;
  }
  Digest& operator<<(const sql::Type& type) {
    return *this << type.oid << type.schema << type.name << type.kind << type.base << type.element << type.relation
                 << type.calls;
  }
  Digest& operator<<(const sql::Member& member) { return *this << member.role << member.groups << member.superuser << member.proves_name; }
  template <class A, class B>
  Digest& operator<<(const std::pair<A, B>& pair) {
    return *this << pair.first << pair.second;
  }
  template <class T>
  Digest& operator<<(const std::vector<T>& values) {
    *this << values.size();
    for (const auto& value : values) *this << value;
    return *this;
  }

  [[nodiscard]] std::string finish() const {
    std::string result(SHA256_DIGEST_LENGTH, '\0');
    SHA256(reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size(),
           reinterpret_cast<unsigned char*>(result.data()));
    return result;
  }

 private:
  Digest& bytes(const void* data, std::size_t size) {
    bytes_.append(static_cast<const char*>(data), size);
    return *this;
  }
  std::string bytes_;
};

bool temporary_schema(const std::string& schema) {
  return schema.starts_with("pg_temp_") || schema.starts_with("pg_toast_temp_");
}

}  // namespace

std::string digest(const sql::Snapshot& snapshot, bool with_temporary) {
  const auto counts = [&](const std::string& schema) { return with_temporary || !temporary_schema(schema); };
  Digest result;
  result << snapshot.dialect << snapshot.upstream << snapshot.database << snapshot.database_oid
         << snapshot.server_version << snapshot.lower_case_table_names << snapshot.members << snapshot.anonymous_hosts << snapshot.casts_by_users
         << snapshot.cast_functions;
  for (const auto& schema : snapshot.schemas)
    if (counts(schema)) result << schema;
  result << -1;
  for (const auto& relation : snapshot.relations)
    if (with_temporary || !relation.temporary) result << relation;
  result << -1;
  for (const auto& function : snapshot.functions)
    if (counts(function.schema)) result << function;
  result << -1;
  for (const auto& op : snapshot.operators)
    if (counts(op.schema)) result << op;
  result << -1;
  for (const auto& type : snapshot.types)
    if (counts(type.schema)) result << type;
  return result.finish();
}

}  // namespace jaali::proxy::catalog
