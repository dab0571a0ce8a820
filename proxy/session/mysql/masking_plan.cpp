#include "proxy/session/mysql/masking_plan.h"

#include "protocol/mysql/charsets.h"
#include "protocol/mysql/wire_reader.h"
#include "protocol/mysql/wire_writer.h"
#include "proxy/session/masked_columns.h"
#include "sql/fold.h"

namespace jaali::proxy::session::mysql {
namespace {

using masking_rules::Treatment;

/// In bytes. With character_set_results = binary a column's length comes in characters, as if each had one byte.
std::uint32_t length_of(const Field& field, const protocol::mysql::ColumnType& type) {
  std::uint64_t length = field.length;
  if (type.collation != field.type.collation) length *= protocol::mysql::charset_of(type.collation).bytes_per_character;
  return length > 0xffffffffU ? 0 : static_cast<std::uint32_t>(length);
}

std::optional<sql::ColumnId> origin_of(const Judged& judged, const Field& field) {
  if (field.table.empty() || field.column.empty()) return std::nullopt;
  const auto& snapshot = judged.catalog->snapshot();
  for (const auto* relation : snapshot.relations_named(field.table)) {
    if (relation->schema != field.schema) continue;
    const auto* column = relation->column(std::string_view(field.column));
    if (!column) return std::nullopt;
    return sql::ColumnId{relation->oid, column->number};
  }
  return std::nullopt;
}

/// Masked if either witness says so. An origin that nobody classified adds nothing to a mask that the verdict has.
const Treatment* joined(const Treatment* planned, const Treatment* origin) {
  if (origin && origin->clear()) origin = nullptr;
  if (!origin) return planned;
  if (!planned) return origin;
  if (planned->unclassified && !origin->unclassified) return origin;
  return origin->kind == Treatment::Kind::refuse ? origin : planned;
}

/// Where the column is certain, what its declaration knows and the wire leaves out.
protocol::mysql::ColumnType type_to_mask(const Judged& judged, const Field& field, const std::optional<sql::ColumnId>& source) {
  if (!source) return field.type;
  const auto* relation = judged.catalog->snapshot().relation(source->relation);
  const auto* column = relation ? relation->column(source->column) : nullptr;
  return column ? protocol::mysql::refined(field.type, protocol::mysql::unpack(column->type)) : field.type;
}

}  // namespace

Field field_of(const protocol::mysql::ColumnDefinitionView& definition, int lower_case_table_names) {
  Field field;
  const auto folded = [&](std::string_view name) { return lower_case_table_names == 0 ? std::string(name) : sql::fold(name); };
  field.schema = folded(definition.schema);
  field.table = folded(definition.org_table);
  field.column = sql::fold(definition.org_name);
  field.type = protocol::mysql::column_type(static_cast<std::uint8_t>(definition.type), definition.flags, definition.collation,
                                            definition.extended_type());
  field.length = definition.length;
  field.decimals = definition.decimals;
  field.zerofill = (definition.flags & protocol::mysql::column_flag::zerofill) != 0;
  return field;
}

void append_definition(std::string& definitions, protocol::ByteView payload) {
  protocol::mysql::append_le(definitions, payload.size(), 4);
  definitions += protocol::text_of(payload);
}

protocol::Result<Fields> fields_of(std::string_view definitions, protocol::mysql::Capabilities capabilities, int lower_case_table_names) {
  Fields fields;
  protocol::mysql::WireReader reader(protocol::bytes_of(definitions));
  while (reader.remaining() > 0) {
    const auto size = reader.u32();
    const auto definition = protocol::mysql::decode_column_definition(reader.bytes(size), capabilities);
    if (!definition) return definition.error();
    fields.push_back(field_of(*definition, lower_case_table_names));
  }
  return reader.finish(std::move(fields));
}

bool is_unit_results(std::string_view definitions, protocol::mysql::Capabilities capabilities) {
  protocol::mysql::WireReader reader(protocol::bytes_of(definitions));
  for (const std::string_view name : {"Id", "Affected_rows"}) {
    const auto size = reader.u32();
    const auto definition = protocol::mysql::decode_column_definition(reader.bytes(size), capabilities);
    if (!definition || definition->name != name || definition->type != protocol::mysql::FieldType::longlong) return false;
    const bool of_no_table = definition->schema.empty() && definition->table.empty() && definition->org_table.empty() && definition->org_name.empty();
    if (!of_no_table) return false;
  }
  return !reader.failed() && reader.remaining() == 0;
}

boost::system::result<std::shared_ptr<Masking>, std::string> make_masking(std::shared_ptr<const Judged> judged,
                                                                                std::size_t index, const Fields& fields,
                                                                                masking_rules::Format format,
                                                                                std::string_view time_zone) {
  auto masking = std::make_shared<Masking>();
  masking->judged = judged;
  masking->index = index;
  masking->format = format;
  masking->time_zone = time_zone;
  const auto found = plan_of_result(*judged, index, fields.size());
  if (!found) return found.error();
  const auto& plan = **found;
  std::vector<rows::ColumnPlan> columns(fields.size());
  bool any = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    const auto* output = plan.columns_known ? &plan.columns[i] : nullptr;
    const auto origin = origin_of(*judged, field);
    const auto* origin_treatment = origin ? &judged->catalog->treatment(judged->role, *origin) : nullptr;
    const auto* treatment = joined(planned_treatment(output), origin_treatment);
    auto& column = columns[i];
    const auto type = type_to_mask(*judged, field, output ? output->source : std::nullopt);
    column.context.type = protocol::mysql::pack(type);
    column.context.format = format;
    column.context.length = length_of(field, type);
    column.context.decimals = field.decimals;
    column.context.zerofill = field.zerofill;
    column.context.time_zone = masking->time_zone;
    column.class_index = masking->classes.index(class_of_result(*judged, output, origin));
    if (!treatment) continue;
    any = true;
    if (treatment->kind == Treatment::Kind::refuse || !treatment->mask) {
      column.force_null = true;
    } else {
      column.mask = treatment->mask->bind(type);
    }
  }
  if (any) masking->masker = std::make_unique<const rows::MysqlRowMasker>(std::move(columns), format);
  return masking;
}

}  // namespace jaali::proxy::session::mysql
