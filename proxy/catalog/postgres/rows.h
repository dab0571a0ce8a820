#pragma once
// The rows of one result in text format, as libpq holds them. Views live as long as the Rows. Values come from
// pg_catalog of a trusted server, yet what does not parse becomes 0 or empty, never undefined.
#include <libpq-fe.h>

#include <charconv>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace jaali::proxy::catalog::postgres {

class Rows {
 public:
  explicit Rows(PGresult* result) noexcept : result_(result) {}

  [[nodiscard]] int count() const noexcept { return PQntuples(result_.get()); }
  [[nodiscard]] int width() const noexcept { return PQnfields(result_.get()); }
  [[nodiscard]] bool null(int row, int column) const noexcept { return PQgetisnull(result_.get(), row, column) != 0; }
  /// NULL reads as an empty text.
  [[nodiscard]] std::string_view text(int row, int column) const noexcept {
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
  }
  [[nodiscard]] std::string string(int row, int column) const { return std::string(text(row, column)); }
  [[nodiscard]] bool flag(int row, int column) const noexcept { return text(row, column) == "t"; }
  /// The first byte of a "char"; '\0' when empty.
  [[nodiscard]] char letter(int row, int column) const noexcept {
    const auto value = text(row, column);
    return value.empty() ? '\0' : value.front();
  }
  template <class Number>
  [[nodiscard]] Number number(int row, int column) const noexcept {
    return parse<Number>(text(row, column));
  }
  /// An array or vector of integers: "{1,2}", "1 2". NULL: empty.
  template <class Number>
  [[nodiscard]] std::vector<Number> numbers(int row, int column) const {
    std::vector<Number> found;
    const auto value = text(row, column);
    for (std::size_t at = value.find_first_of(digits); at != std::string_view::npos;) {
      const auto end = value.find_first_not_of(digits, at);
      found.push_back(parse<Number>(value.substr(at, end == std::string_view::npos ? end : end - at)));
      at = end == std::string_view::npos ? end : value.find_first_of(digits, end);
    }
    return found;
  }

 private:
  static constexpr std::string_view digits = "-0123456789";
  struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
  };
  template <class Number>
  static Number parse(std::string_view value) noexcept {
    Number number{};
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc{} && end == value.data() + value.size() ? number : Number{};
  }

  std::unique_ptr<PGresult, Clear> result_;
};

}  // namespace jaali::proxy::catalog::postgres
