#include "protocol/postgres/value_array.h"

#include <algorithm>

namespace jaali::protocol::postgres {

namespace {

constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool says_null(std::string_view text) noexcept {
  constexpr std::string_view null = "NULL";
  return text.size() == 4 &&
         std::ranges::equal(text, null, {}, [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
}

bool wants_quotes(std::string_view text) noexcept {
  if (text.empty() || says_null(text)) return true;
  return std::ranges::any_of(
      text, [](char c) { return c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' || is_space(c); });
}

}  // namespace

ArrayTextReader::Step ArrayTextReader::next() {
  if (expect_ == Expect::end) return rest_.empty() ? Step::end : Step::error;
  if (rest_.empty()) return Step::error;
  const char c = rest_.front();
  switch (expect_) {
    case Expect::start:
      expect_ = Expect::brace;
      if (c == '[') return dimensions();
      [[fallthrough]];
    case Expect::brace:
      if (c != '{') return Step::error;
      depth_ = 1;
      expect_ = Expect::first_item;
      return structure(1);
    case Expect::first_item:
      if (c == '}' && depth_ == 1) {  // the empty array; an empty one within another is not written
        expect_ = Expect::end;
        return structure(1);
      }
      [[fallthrough]];
    case Expect::item:
      if (c == '{') {
        if (++depth_ > max_array_depth) return Step::error;
        expect_ = Expect::item;
        return structure(1);
      }
      expect_ = Expect::separator;
      return c == '"' ? quoted_element() : element();
    case Expect::separator:
      if (c == ',') {
        expect_ = Expect::item;
      } else if (c == '}') {
        if (--depth_ == 0) expect_ = Expect::end;
      } else {
        return Step::error;
      }
      return structure(1);
    case Expect::end:
      break;
  }
  return Step::error;
}

ArrayTextReader::Step ArrayTextReader::structure(std::size_t size) noexcept {
  view_ = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return Step::structure;
}

/// "[0:2][1:1]=": only bounds, so that nothing else can pass here.
ArrayTextReader::Step ArrayTextReader::dimensions() noexcept {
  const std::size_t size = rest_.find('=');
  constexpr std::size_t longest = max_array_depth * std::string_view("[-2147483648:-2147483648]").size();
  if (size == std::string_view::npos || size > longest) return Step::error;
  if (rest_.substr(0, size).find_first_not_of("0123456789[]:-") != std::string_view::npos) return Step::error;
  return structure(size + 1);
}

ArrayTextReader::Step ArrayTextReader::element() {
  const std::size_t size = std::min(rest_.find_first_of(",}"), rest_.size());
  view_ = rest_.substr(0, size);
  rest_.remove_prefix(size);
  if (view_ == "NULL") return Step::null;
  return wants_quotes(view_) ? Step::error : Step::element;
}

ArrayTextReader::Step ArrayTextReader::quoted_element() {
  rest_.remove_prefix(1);
  const std::size_t stop = rest_.find_first_of("\"\\");
  if (stop == std::string_view::npos) return Step::error;
  if (rest_[stop] == '"') {
    view_ = rest_.substr(0, stop);
    rest_.remove_prefix(stop + 1);
    return Step::element;
  }
  unescaped_.clear();
  for (std::size_t at = 0; at < rest_.size(); ++at) {
    if (rest_[at] == '"') {
      rest_.remove_prefix(at + 1);
      view_ = unescaped_;
      return Step::element;
    }
    if (rest_[at] == '\\' && ++at == rest_.size()) break;
    unescaped_.push_back(rest_[at]);
  }
  return Step::error;
}

void quote_array_element(std::string& out, std::size_t start) {
  const std::string_view element = std::string_view(out).substr(start);
  if (!wants_quotes(element)) return;
  const auto escapes =
      static_cast<std::size_t>(std::ranges::count_if(element, [](char c) { return c == '"' || c == '\\'; }));
  std::size_t from = out.size();
  out.resize(out.size() + escapes + 2);
  std::size_t to = out.size();
  out[--to] = '"';
  while (from > start) {
    const char c = out[--from];
    out[--to] = c;
    if (c == '"' || c == '\\') out[--to] = '\\';
  }
  out[start] = '"';
}

void append_empty_array(std::string& out, std::uint32_t element_type, bool binary) {
  if (!binary) {
    out += "{}";
    return;
  }
  const std::size_t at = out.size();
  out.append(12, '\0');
  store_u32(out, at + 8, element_type);
}

void append_array_head(std::string& out, std::uint32_t element_type) {
  const std::size_t at = out.size();
  out.append(20, '\0');
  store_u32(out, at, 1);
  store_u32(out, at + 8, element_type);
  store_u32(out, at + 12, 1);
  store_u32(out, at + 16, 1);
}

std::optional<ArrayHead> read_array_head(ByteView bytes) noexcept {
  if (bytes.size() < 12) return std::nullopt;
  const std::uint32_t dimensions = load_u32(bytes.data());
  if (dimensions > static_cast<std::uint32_t>(max_array_depth) || load_u32(bytes.data() + 4) > 1) return std::nullopt;
  const std::size_t size = 12 + std::size_t{8} * dimensions;
  if (bytes.size() < size) return std::nullopt;
  std::uint64_t elements = dimensions == 0 ? 0 : 1;
  for (std::size_t dimension = 0; dimension < dimensions; ++dimension) {
    elements *= load_u32(bytes.data() + 12 + 8 * dimension);
    if (elements > bytes.size() / 4) return std::nullopt;  // each takes a length word; also keeps the product small
  }
  return ArrayHead{size, elements};
}

}  // namespace jaali::protocol::postgres
