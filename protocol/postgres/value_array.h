#pragma once
// Arrays, text and binary: the structure (dimensions, braces, NULLs) is passed on, each element is handed out and
// replaced. The text form's quoting is undone before and done again behind the element function. Depth and counts are
// checked; for anything that array_out or array_send would not write the answer is false, and `out` is left as it was.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/postgres/frame.h"

namespace jaali::protocol::postgres {

inline constexpr int max_array_depth = 6;  // MAXDIM

/// One step through an array's text. Borrows the text.
class ArrayTextReader {
 public:
  explicit ArrayTextReader(std::string_view text) noexcept : rest_(text) {}
  enum class Step : std::uint8_t { structure, element, null, end, error };
  /// After `structure`, `view()` is the piece to pass on; after `element`, the element's text with the quotes undone
  /// (valid until the next step).
  Step next();
  [[nodiscard]] std::string_view view() const noexcept { return view_; }

 private:
  Step structure(std::size_t size) noexcept;
  Step element();
  Step quoted_element();
  Step dimensions() noexcept;

  std::string_view rest_, view_;
  std::string unescaped_;  // used only where an element holds a backslash or a quote
  int depth_ = 0;
  enum class Expect : std::uint8_t { start, brace, first_item, item, separator, end } expect_ = Expect::start;
};

/// Quotes the element that lies behind `start` in `out`, if array_out would.
void quote_array_element(std::string& out, std::size_t start);
/// The array of no elements.
void append_empty_array(std::string& out, std::uint32_t element_type, bool binary);
/// Binary head of a one-dimensional array of one element, to be followed by the element with its length.
void append_array_head(std::string& out, std::uint32_t element_type);

/// `element(ByteView, std::string& out) -> bool`: appends the new element, or returns false for NULL.
template <class Element>
[[nodiscard]] bool rewrite_array_text(std::string_view text, std::string& out, Element&& element) {
  const std::size_t start = out.size();
  ArrayTextReader reader(text);
  for (;;) {
    switch (reader.next()) {
      case ArrayTextReader::Step::structure:
        out += reader.view();
        break;
      case ArrayTextReader::Step::null:
        out += "NULL";
        break;
      case ArrayTextReader::Step::element: {
        const std::size_t at = out.size();
        if (element(bytes_of(reader.view()), out))
          quote_array_element(out, at);
        else
          out += "NULL";
        break;
      }
      case ArrayTextReader::Step::end:
        return true;
      case ArrayTextReader::Step::error:
        out.resize(start);
        return false;
    }
  }
}

inline void store_u32(std::string& out, std::size_t at, std::uint32_t value) noexcept {
  for (unsigned i = 0; i < 4; ++i) out[at + i] = static_cast<char>(value >> (24 - 8 * i) & 0xff);
}

/// Size of a binary array's head and how many elements follow it.
struct ArrayHead {
  std::size_t size;
  std::size_t elements;
};
[[nodiscard]] std::optional<ArrayHead> read_array_head(ByteView bytes) noexcept;

template <class Element>
[[nodiscard]] bool rewrite_array_binary(ByteView bytes, std::string& out, Element&& element) {
  const auto head = read_array_head(bytes);
  if (!head) return false;
  const std::size_t start = out.size();
  out += text_of(bytes.first(head->size));
  bool nulls = false;
  ByteView rest = bytes.subspan(head->size);
  for (std::size_t index = 0; index < head->elements; ++index) {
    if (rest.size() < 4) return out.resize(start), false;
    const std::uint32_t size = load_u32(rest.data());
    rest = rest.subspan(4);
    const std::size_t at = out.size();
    out.append(4, '\xff');  // NULL, until there is a value
    if (size == 0xffffffffU) {
      nulls = true;
      continue;
    }
    if (size > rest.size()) return out.resize(start), false;
    if (element(rest.first(size), out))
      store_u32(out, at, static_cast<std::uint32_t>(out.size() - at - 4));
    else
      nulls = true;
    rest = rest.subspan(size);
  }
  if (!rest.empty()) return out.resize(start), false;
  store_u32(out, start + 4, nulls ? 1 : 0);
  return true;
}

}  // namespace jaali::protocol::postgres
