// A record as a line for people. Its texts come from callers, who may try to steer the auditor's terminal.
#include <algorithm>
#include <boost/json.hpp>

#include "proxy/cli/audit_command.h"

namespace jaali::proxy::cli {
namespace {

using boost::json::object;
using boost::json::value;

std::string cell(const std::string& text, std::size_t width);
std::string harmless(std::string_view text);
std::string cut(const std::string& text, std::size_t width);
std::string_view text_at(const object& record, std::initializer_list<std::string_view> path);
std::string who(const object& record);
std::string masked_columns(const object& record);

}  // namespace

std::string record_for_people(std::string_view line, std::size_t width) {
  boost::json::error_code error;
  const value parsed = boost::json::parse({line.data(), line.size()}, error);
  if (error || !parsed.is_object()) return "not a record: " + cut(harmless(line), width);
  const object& record = parsed.get_object();

  std::string time(text_at(record, {"time_dt"}).substr(0, 23));
  std::replace(time.begin(), time.end(), 'T', ' ');
  std::string out = cell(harmless(time), 23) + "  " + cell(who(record), 22) + "  " +
                    cell(harmless(text_at(record, {"verdict"})), 8) + "  " +
                    cell(harmless(text_at(record, {"kind"})), 14) + "  ";
  const std::string masked = masked_columns(record);
  const std::string reason = harmless(text_at(record, {"reason"}));
  const std::string text = cut(harmless(text_at(record, {"query_info", "query_string"})), width);
  if (text.empty()) return out + reason;
  if (masked.empty() && reason.empty()) return out + text;
  out += cell(text, width);
  if (!masked.empty()) out += "  masked: " + masked;
  if (!reason.empty()) out += "  reason: " + reason;
  return out;
}

namespace {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Left-aligned; longer text stays whole and pushes the rest to the right.
std::string cell(const std::string& text, std::size_t width) {
  const std::string shown = text.empty() ? "-" : text;
  const std::size_t length = characters(shown);
  return length < width ? shown + std::string(width - length, ' ') : shown;
}

std::string cut(const std::string& text, std::size_t width) {
  if (width == 0 || characters(text) <= width) return text;
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) continue;
    if (++seen == width) break;
  }
  return text.substr(0, end) + "…";
}

/// Format and direction controls beyond ASCII (C1, U+061C, U+200B-200F, U+2028-202E, U+2060-206F, U+FEFF), as UTF-8.
std::size_t control_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(i < text.size() ? text[i] : 0); };
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;
  if (byte(0) == 0xD8 && byte(1) == 0x9C) return 2;
  if (byte(0) == 0xE2 && byte(1) == 0x80 &&
      ((byte(2) >= 0x8B && byte(2) <= 0x8F) || (byte(2) >= 0xA8 && byte(2) <= 0xAE)))
    return 3;
  if (byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA0 && byte(2) <= 0xAF) return 3;
  if (byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) return 3;
  return 0;
}

/// One line, with single spaces, and nothing in it that a terminal obeys.
std::string harmless(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    std::size_t length = std::max<std::size_t>(control_length(text), 1);
    if (space) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else if (c < 0x20 || c == 0x7F || length > 1) {
      out.push_back('?');
    } else {
      out.push_back(text.front());
    }
    text.remove_prefix(length);
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// The string at a path of members; empty if there is none.
std::string_view text_at(const object& record, std::initializer_list<std::string_view> path) {
  const object* at = &record;
  for (const std::string_view name : path) {
    const value* next = at == nullptr ? nullptr : at->if_contains({name.data(), name.size()});
    if (next == nullptr) return {};
    if (const auto* text = next->if_string()) return {text->data(), text->size()};
    at = next->if_object();
  }
  return {};
}

std::string who(const object& record) {
  const std::string user = harmless(text_at(record, {"actor", "user", "name"}));
  const std::string role = harmless(text_at(record, {"role"}));
  return role.empty() ? user : user + "/" + role;
}

/// "citizens.cnic keep(5,2), citizens.email email"
std::string masked_columns(const object& record) {
  const value* columns = record.if_contains("columns");
  if (columns == nullptr || !columns->is_array()) return {};
  std::string out;
  for (const value& element : columns->get_array()) {
    const object* column = element.if_object();
    if (column == nullptr || column->if_contains("returned") == nullptr) continue;
    const std::string_view mask = text_at(*column, {"mask"});
    if (mask.empty() || mask == "reveal") continue;
    std::string_view name = text_at(*column, {"name"});
    if (const auto dot = name.rfind('.'); dot != std::string_view::npos && dot > 0) {
      if (const auto before = name.rfind('.', dot - 1); before != std::string_view::npos)
        name.remove_prefix(before + 1);
    }
    out.append(out.empty() ? "" : ", ").append(harmless(name)).append(" ").append(harmless(mask));
  }
  return out;
}

}  // namespace
}  // namespace jaali::proxy::cli
