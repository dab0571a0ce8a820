// The row masker over arbitrary rows of both protocols, with masks over every type: nothing crashes, a row that is
// refused changes nothing, what comes out is a row of the same columns, no NULL is invented away, and a masked cell
// holds what its mask alone gives for that cell. The first bytes choose protocol, columns and masks.
#include <array>
#include <cstdlib>
#include <optional>

#include "protocol/mysql/row.h"
#include "proxy/rows/mysql_row_masker.h"

namespace {

namespace my = jaali::protocol::mysql;
using namespace jaali::masking_rules;
using namespace jaali::proxy::rows;
using jaali::protocol::ByteView;
using my::ColumnType;
using my::FieldType;

void require(bool holds) {
  if (!holds) std::abort();
}

constexpr std::array spellings = {"redact",        "null",  "fixed(7)",  "fixed(2001-02-03)", "keep(5,2)",
                                  "keep_first(0)", "email", "year_only", "round(1000)",       "token(c_)"};

constexpr ColumnType of(FieldType field, std::uint16_t collation = my::binary_collation) {
  return {.field = field, .collation = collation};
}
const std::array<ColumnType, 24> types = {
    of(FieldType::tiny),      of(FieldType::short_),   of(FieldType::int24),      of(FieldType::long_),
    of(FieldType::longlong),  of(FieldType::year),     of(FieldType::newdecimal), of(FieldType::float_),
    of(FieldType::double_),   of(FieldType::null),     of(FieldType::date),       of(FieldType::datetime),
    of(FieldType::timestamp), of(FieldType::time),     of(FieldType::bit),        of(FieldType::var_string, 45),
    of(FieldType::string, 8), of(FieldType::blob),     of(FieldType::blob, 28),   of(FieldType::var_string, 54),
    of(FieldType::json),      of(FieldType::geometry), of(FieldType::vector),     of(static_cast<FieldType>(77))};

const Mask& mask(std::size_t index) {
  static const auto masks = [] {
    auto key = std::make_shared<TokenKey>();
    key->key = jaali::protocol::Secret("a made-up key of 32 bytes, for tests");
    std::vector<std::shared_ptr<const Mask>> all;
    for (const auto* spelling : spellings) all.push_back(*parse_mask(spelling, key));
    return all;
  }();
  return *masks[index % spellings.size()];
}

using Cells = std::optional<std::vector<my::ValueView>>;

Cells cells_of(ByteView row, const std::vector<ColumnPlan>& plans, Format format) {
  std::vector<my::ValueView> cells;
  if (format == Format::text) {
    my::TextRowReader reader(row);
    for (std::size_t i = 0; i < plans.size(); ++i) {
      const auto value = reader.next();
      if (!value) return std::nullopt;
      cells.push_back(*value);
    }
    return reader.finish() ? Cells(std::move(cells)) : std::nullopt;
  }
  auto reader = my::BinaryRowReader::open(row, plans.size());
  if (!reader) return std::nullopt;
  for (const auto& plan : plans) {
    const auto value = reader->next(my::unpack(plan.context.type).field);
    if (!value) return std::nullopt;
    cells.push_back(*value);
  }
  return reader->finish() ? Cells(std::move(cells)) : std::nullopt;
}

bool same(const my::ValueView& a, const my::ValueView& b) {
  return a.has_value() == b.has_value() && (!a || jaali::protocol::text_of(*a) == jaali::protocol::text_of(*b));
}

void check_cell(const ColumnPlan& plan, Format format, const my::ValueView& before, const my::ValueView& after) {
  if (!before || !plan.masked()) {
    require(same(before, after));
    return;
  }
  if (!after) return;
  std::string expected;
  require(!plan.force_null && plan.mask->apply(*before, plan.context, expected));
  require(jaali::protocol::text_of(*after) == expected);
  const auto size = my::fixed_size(my::unpack(plan.context.type).field);
  if (format == Format::binary && size) require(expected.size() == *size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Format format = data[0] % 2 == 0 ? Format::text : Format::binary;
  const std::size_t columns = data[1] % 9;
  if (size < 2 + 2 * columns) return 0;
  std::vector<ColumnPlan> plans(columns);
  for (std::size_t i = 0; i < columns; ++i) {
    const std::uint8_t kind = data[2 + 2 * i], how = data[3 + 2 * i];
    const auto& type = types[kind % types.size()];
    auto& plan = plans[i];
    plan.context = {
        .type = my::pack(type), .format = format, .length = how, .decimals = static_cast<std::uint8_t>(kind % 33)};
    plan.context.time_zone = how % 3 == 0 ? "+05:00" : "";
    plan.context.zerofill = how % 7 == 0;
    if (how % 4 != 0) plan.mask = mask(how / 4).bind(type);
    plan.force_null = how == 255;
    plan.class_index = how % 5 == 0 ? no_class : how % 5;
  }
  const ByteView row(reinterpret_cast<const std::byte*>(data + 2 + 2 * columns), size - 2 - 2 * columns);

  const MysqlRowMasker masker(plans, format);
  std::string out = "before";
  Counters counters;
  if (!masker.mask(row, out, counters)) {
    require(out == "before" && counters.classes.empty());
    return 0;
  }
  require(out.starts_with("before"));
  const std::string masked = out.substr(6);
  const auto before = cells_of(row, plans, format), after = cells_of(jaali::protocol::bytes_of(masked), plans, format);
  require(before && after);
  for (std::size_t i = 0; i < columns; ++i) check_cell(plans[i], format, (*before)[i], (*after)[i]);
  return 0;
}
