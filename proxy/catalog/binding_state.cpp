#include "proxy/catalog/binding_state.h"

#include <boost/json.hpp>
#include <limits>

namespace jaali::proxy::catalog {
namespace {

namespace json = boost::json;
constexpr std::int64_t format = 1;

json::object write(const BoundColumn& column) {
  return {{"number", column.number},
          {"name", column.name},
          {"class", column.class_},
          {"rule", json::array{column.then.schema, column.then.table, column.then.column}}};
}

json::object write(const BoundTable& table) {
  json::array shape, columns;
  for (const auto& column : table.shape) shape.push_back(json::array{column.number, column.name, column.type});
  for (const auto& column : table.columns) columns.push_back(write(column));
  return {{"oid", table.oid},
          {"schema", table.schema},
          {"name", table.name},
          {"shape", std::move(shape)},
          {"columns", std::move(columns)}};
}

// Reading: each helper sets `good` to false where the file is not what we wrote, and the whole file is then an error.
struct Reader {
  bool good = true;

  const json::value& member(const json::value& value, const char* name) {
    static const json::value nothing;
    const auto* object = value.if_object();
    const auto* found = object == nullptr ? nullptr : object->if_contains(name);
    good = good && found != nullptr;
    return found == nullptr ? nothing : *found;
  }
  template <class Number>
  Number number(const json::value& value) {
    const auto* found = value.if_int64();
    good = good && found != nullptr && *found >= 0 && *found <= std::int64_t{std::numeric_limits<Number>::max()};
    return good ? static_cast<Number>(*found) : Number{};
  }
  std::string text(const json::value& value) {
    const auto* found = value.if_string();
    good = good && found != nullptr;
    return good ? std::string(found->data(), found->size()) : std::string();
  }
  const json::array& list(const json::value& value, std::size_t size = 0) {
    static const json::array nothing;
    const auto* found = value.if_array();
    good = good && found != nullptr && (size == 0 || found->size() == size);
    return good ? *found : nothing;
  }

  BoundColumn column(const json::value& value) {
    BoundColumn read{
        number<std::int16_t>(member(value, "number")), text(member(value, "name")), text(member(value, "class")), {}};
    const auto& rule = list(member(value, "rule"), 3);
    if (good) read.then = {text(rule[0]), text(rule[1]), text(rule[2])};
    return read;
  }
  ShapeColumn shape(const json::value& value) {
    const auto& parts = list(value, 3);
    if (!good) return {};
    return {number<std::int16_t>(parts[0]), text(parts[1]), text(parts[2])};
  }
  BoundTable table(const json::value& value) {
    BoundTable read{
        number<sql::Oid>(member(value, "oid")), text(member(value, "schema")), text(member(value, "name")), {}, {}};
    for (const auto& entry : list(member(value, "shape"))) read.shape.push_back(shape(entry));
    for (const auto& entry : list(member(value, "columns"))) read.columns.push_back(column(entry));
    return read;
  }
};

}  // namespace

std::string to_json(const BindingState& state) {
  json::array tables;
  for (const auto& table : state.tables) tables.push_back(write(table));
  return json::serialize(
             json::object{{"format", format}, {"database_oid", state.database_oid}, {"tables", std::move(tables)}}) +
         "\n";
}

StateResult<BindingState> from_json(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error) return "not JSON: " + error.message();
  Reader reader;
  BindingState state;
  if (reader.number<std::int64_t>(reader.member(value, "format")) != format) return std::string("another format");
  state.database_oid = reader.number<sql::Oid>(reader.member(value, "database_oid"));
  for (const auto& table : reader.list(reader.member(value, "tables"))) state.tables.push_back(reader.table(table));
  if (!reader.good) return std::string("fields are missing or of the wrong type");
  return state;
}

}  // namespace jaali::proxy::catalog
