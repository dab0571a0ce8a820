#include "proxy/session/postgres/masking_plan.h"

#include <algorithm>

#include "proxy/session/masked_columns.h"

namespace jaali::proxy::session::postgres {
namespace {

using masking_rules::Treatment;

struct Origin {
  const Treatment* treatment = nullptr;  ///< null: the wire says nothing, or that it is clear
  bool whole_row_of_masked = false;
  std::string contradiction;
};

bool has_masked_column(const Judged& judged, const sql::Relation& relation) {
  return std::any_of(relation.columns.begin(), relation.columns.end(), [&](const sql::Column& column) {
    return !judged.catalog->treatment(judged.role, {relation.oid, column.number}).clear();
  });
}

/// Whether the session had made a relation of that name when it was judged (NameState::key), or the same text did before.
bool made_by_session(const Judged& judged, std::size_t index, std::string_view name) {
  for (std::size_t before = 0; before < index; ++before) {
    for (const auto& effect : judged.verdict.statements[before].effects) {
      if (effect.kind == masking_rules::Effect::Kind::creates_relation && (name.empty() || effect.name == name)) return true;
    }
  }
  constexpr char before_name = '\x1e';
  for (auto at = judged.names_key.find(before_name); at != std::string::npos; at = judged.names_key.find(before_name, at + 1)) {
    const auto made = std::string_view(judged.names_key).substr(at + 1);
    if (name.empty() || made.substr(0, made.find(before_name)) == name) return true;
  }
  return false;
}

Origin origin_of(const Judged& judged, std::size_t index, const std::optional<sql::ColumnId>& source, const Field& field) {
  Origin origin;
  if (field.table == 0) return origin;
  const auto& snapshot = judged.catalog->snapshot();
  const auto* relation = snapshot.relation(field.table);
  if (!relation) {
    // A relation that this session made has no entry; any other unknown one is newer than what was judged.
    const auto* judged_as = source ? snapshot.relation(source->relation) : nullptr;
    if (!made_by_session(judged, index, judged_as ? std::string_view(judged_as->name) : std::string_view())) {
      origin.contradiction = "a result column comes from a relation that is not in the catalog";
    }
    return origin;
  }
  if (relation->temporary || field.column < 0) return origin;
  if (field.column == 0) {
    if (judged.catalog->sensitive_to(judged.role, field.table)) {
      origin.contradiction = "a result column holds whole rows of " + relation->schema + "." + relation->name;
    }
    origin.whole_row_of_masked = has_masked_column(judged, *relation);
    return origin;
  }
  const auto& treatment = judged.catalog->treatment(judged.role, {field.table, field.column});
  if (!treatment.clear()) origin.treatment = &treatment;
  return origin;
}

/// citext and the like have no fixed OID; they are masked as what they are stored as.
std::uint32_t type_to_mask(const Judged& judged, std::uint32_t type) {
  const auto* known = judged.catalog->snapshot().type(type);
  if (known && known->name == "citext" && !known->builtin) return 25;  // text
  return type;
}

std::int16_t format_of(const std::vector<std::int16_t>& formats, std::size_t column) {
  if (formats.empty()) return 0;
  return formats.size() == 1 ? formats.front() : (column < formats.size() ? formats[column] : std::int16_t{0});
}

/// Masked if either witness says so; where both do and differ, the wire tells of another column than the verdict.
boost::system::result<const Treatment*, std::string> joined(const Treatment* planned, const Treatment* origin) {
  if (!origin || (origin->unclassified && planned)) return planned;
  if (origin->unclassified) return origin;
  if (!planned) return std::string("a result column comes from a classified column that the statement was not judged to read");
  if (planned->unclassified || origin->kind == Treatment::Kind::refuse) return origin;
  if (planned->mask && origin->mask && planned->mask->spelling() != origin->mask->spelling()) {
    return std::string("a result column comes from another column than the one it was judged to come from");
  }
  return planned;
}

}  // namespace

boost::system::result<std::shared_ptr<const Masking>, std::string> make_masking(
    std::shared_ptr<const Judged> judged, std::size_t index, const Fields& fields,
    const std::vector<std::int16_t>* formats, ValueStyle style) {
  auto masking = std::make_shared<Masking>();
  masking->judged = judged;
  masking->fields = fields;
  if (formats) masking->formats = *formats;
  masking->date_style = style.date_style;
  masking->interval_style = style.interval_style;
  if (!judged->restricted || judged->observe) return masking;

  const auto found = plan_of_result(*judged, index, fields.size());
  if (!found) return found.error();
  const auto& plan = **found;
  std::vector<rows::ColumnPlan> columns(fields.size());
  bool any = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto* output = plan.columns_known ? &plan.columns[i] : nullptr;
    const auto origin = origin_of(*judged, index, output ? output->source : std::nullopt, fields[i]);
    if (!origin.contradiction.empty()) return origin.contradiction;
    const auto treatment = joined(planned_treatment(output), origin.treatment);
    if (!treatment) return treatment.error();
    auto& column = columns[i];
    column.context.type = fields[i].type;
    column.context.type_modifier = fields[i].type_modifier;
    column.context.format = (formats ? format_of(*formats, i) : fields[i].format) == 0 ? masking_rules::Format::text : masking_rules::Format::binary;
    column.context.date_style = masking->date_style;
    column.context.interval_style = masking->interval_style;
    const auto named = fields[i].table == 0 ? std::nullopt : std::optional(sql::ColumnId{fields[i].table, fields[i].column});
    column.class_index = masking->classes.index(class_of_result(*judged, output, named));
    if (origin.whole_row_of_masked) {
      column.force_null = true;
      any = true;
    } else if (*treatment) {
      if ((*treatment)->kind == Treatment::Kind::refuse || !(*treatment)->mask) {
        column.force_null = true;
      } else {
        column.context.type = type_to_mask(*judged, fields[i].type);
        column.mask = (*treatment)->mask->bind(column.context.type);
      }
      any = true;
    }
  }
  if (any) masking->masker = std::make_unique<const rows::RowMasker>(std::move(columns));
  return masking;
}

}  // namespace jaali::proxy::session::postgres
