#pragma once
// The rows of one result, taken out of the connector as texts. Owned here; views live as long as the Rows. Values come
// from a trusted server's catalog, yet what does not parse becomes 0, never undefined.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jaali::proxy::catalog::mysql {

class Rows {
 public:
  using Row = std::vector<std::optional<std::string>>;

  Rows() = default;
  Rows(std::size_t width, std::vector<Row> rows) : width_(width), rows_(std::move(rows)) {}

  [[nodiscard]] std::size_t count() const noexcept { return rows_.size(); }
  [[nodiscard]] std::size_t width() const noexcept { return width_; }
  [[nodiscard]] bool null(std::size_t row, std::size_t column) const { return !rows_.at(row).at(column); }
  /// NULL reads as an empty text.
  [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const {
    const auto& value = rows_.at(row).at(column);
    return value ? std::string_view(*value) : std::string_view();
  }
  [[nodiscard]] std::string string(std::size_t row, std::size_t column) const { return std::string(text(row, column)); }
  template <class Number>
  [[nodiscard]] Number number(std::size_t row, std::size_t column) const {
    const auto value = text(row, column);
    Number number{};
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc{} && end == value.data() + value.size() ? number : Number{};
  }

 private:
  std::size_t width_ = 0;
  std::vector<Row> rows_;
};

}  // namespace jaali::proxy::catalog::mysql
