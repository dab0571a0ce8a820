// fixed(value): the same value for everybody, read once as each type that it can be read as. Text takes it as it stands
// (quoted with ' if it has blanks at its ends; '' is one quote), cut to a varchar(n). Arrays hold it once. Rules files
// write dates, floats and bytes in PostgreSQL's ISO spelling, whatever the database is.
#include <cmath>

#include "masking_rules/masks/code_points.h"
#include "masking_rules/masks/registry.h"
#include "protocol/postgres/value_bytes.h"
#include "protocol/postgres/value_datetime.h"
#include "protocol/postgres/value_number.h"
#include "protocol/value_text.h"

namespace jaali::masking_rules::masks {

namespace {

namespace pg = protocol::postgres;

class Fixed final : public Transform {
 public:
  explicit Fixed(std::string value) : value_(std::move(value)) {
    integer_ = protocol::read_integer_text(value_);
    decimal_ = protocol::read_finite_decimal_text(value_);
    if (const auto floating = pg::read_float_text(value_, 8); floating && std::isfinite(*floating))
      floating_ = floating;
    if (value_ == "true" || value_ == "t") boolean_ = true;
    if (value_ == "false" || value_ == "f") boolean_ = false;
    date_ = pg::read_date_text(value_, {});
    timestamp_ = read_timestamp();
    uuid_ = protocol::read_uuid_text(value_);
    std::string decoded;
    if (pg::decode_bytea_text(value_, decoded)) bytes_ = std::move(decoded);
  }

  std::string spelling() const override {
    std::string quoted = "fixed('";
    for (const char c : value_) quoted.append(c == '\'' ? 2 : 1, c);
    return quoted + "')";
  }
  bool constant() const noexcept override { return true; }
  ArrayRule array_rule() const noexcept override { return ArrayRule::one_element; }
  bool carries(Kind kind, const Limits& limits) const noexcept override {
    switch (kind) {
      case Kind::text:
        return true;
      case Kind::integer:
        return integer_ && holds(limits, *integer_);
      case Kind::decimal:
        return decimal_.has_value();
      case Kind::floating:
        return floating_ && (limits.width == 8 || std::isfinite(static_cast<float>(*floating_)));
      case Kind::boolean:
        return boolean_.has_value();
      case Kind::date:
        return date_.has_value();
      case Kind::timestamp:
        return timestamp_.has_value();
      case Kind::uuid:
        return uuid_.has_value();
      case Kind::bytes:
        return bytes_.has_value();
      case Kind::other:
      case Kind::unknown:
        return false;
    }
    return false;
  }

  bool text(const Text&, const Limits& limits, std::string& out) const override {
    out += limits.characters < 0 ? std::string_view(value_)
                                 : first_code_points(value_, static_cast<std::size_t>(limits.characters));
    return true;
  }
  bool bytes(ByteView, std::string& out) const override {
    if (bytes_) out += *bytes_;
    return bytes_.has_value();
  }
  std::optional<Integer> integer(Integer, const Limits&) const override { return integer_; }
  std::optional<Decimal> decimal(const Decimal&, const Limits&) const override { return decimal_; }
  std::optional<double> floating(double, const Limits&) const override { return floating_; }
  std::optional<bool> boolean() const override { return boolean_; }
  std::optional<Date> date(Date) const override { return date_; }
  std::optional<Timestamp> timestamp(Timestamp) const override { return timestamp_; }
  std::optional<Uuid> uuid(const Uuid&) const override { return uuid_; }

 private:
  /// A date alone means its midnight; a time zone may be given, else UTC is meant.
  [[nodiscard]] std::optional<Timestamp> read_timestamp() const {
    if (date_) return date_->finite() ? pg::read_timestamp_text(value_ + " 00:00:00", {}, false) : std::nullopt;
    if (const auto zoned = pg::read_timestamp_text(value_, {}, true)) return zoned;
    return pg::read_timestamp_text(value_, {}, false);
  }

  std::string value_;
  std::optional<Integer> integer_;
  std::optional<Decimal> decimal_;
  std::optional<double> floating_;
  std::optional<bool> boolean_;
  std::optional<Date> date_;
  std::optional<Timestamp> timestamp_;
  std::optional<Uuid> uuid_;
  std::optional<std::string> bytes_;
};

/// 'it''s' → it's; nothing if the quotes do not close at the end.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.empty() || text.front() != '\'') return std::string(text);
  if (text.size() < 2 || text.back() != '\'') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::string value;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\'' && (++at == text.size() || text[at] != '\'')) return std::nullopt;
    value.push_back(text[at]);
  }
  return value;
}

}  // namespace

Made make_fixed(const Arguments& arguments) {
  if (arguments.text.empty())
    return std::string("fixed takes the value to show, as in fixed(0); for the empty text write fixed('')");
  auto value = unquoted(arguments.text);
  if (!value) return std::string("the quotes in fixed(…) do not match; a quote inside is written twice");
  if (!is_utf8(*value) || value->find('\0') != std::string::npos) return std::string("fixed(…) holds what is no text");
  return std::shared_ptr<const Transform>(std::make_shared<Fixed>(std::move(*value)));
}

}  // namespace jaali::masking_rules::masks
