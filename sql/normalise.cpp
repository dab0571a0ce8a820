#include "sql/normalise.h"

#include <algorithm>

namespace jaali::sql {
namespace {

bool spaced(const Token& before, const Token& after) noexcept {
  const auto tight_before = before.kind == TokenKind::open || before.kind == TokenKind::dot;
  const auto tight_after = after.kind == TokenKind::close || after.kind == TokenKind::comma || after.kind == TokenKind::dot || after.kind == TokenKind::semicolon;
  return !tight_before && !tight_after;
}

}  // namespace

std::string without_literals(std::string_view text, std::span<const Token> tokens, Range range) {
  std::string made;
  made.reserve(range.end - range.begin);
  const auto first = std::lower_bound(tokens.begin(), tokens.end(), range.begin, [](const Token& token, std::uint32_t begin) { return token.begin < begin; });
  const Token* before = nullptr;
  for (auto at = first; at != tokens.end() && at->begin < range.end; ++at) {
    if (at->kind == TokenKind::semicolon) continue;
    // What stood together stays together, so that nothing is read differently; else one blank.
    if (before && before->end != at->begin && (spaced(*before, *at) || before->kind == TokenKind::other)) made += ' ';
    const bool literal = at->kind == TokenKind::string || at->kind == TokenKind::number;
    made += literal ? std::string_view("?") : text.substr(at->begin, at->end - at->begin);
    before = &*at;
  }
  return made;
}

std::string fingerprint(std::string_view normalised, Dialect dialect) {
  // Where a quoted name begins and ends: in MySQL also by backquotes, in PostgreSQL those are operators.
  const char other_quote = is_mysql(dialect) ? '`' : '"';
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a, 64 bits
  const auto add = [&](char c) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  };
  char quoted = 0;
  for (std::size_t at = 0; at < normalised.size(); ++at) {
    const char c = normalised[at];
    if (quoted != 0 ? c == quoted : c == '"' || c == other_quote) quoted = quoted != 0 ? '\0' : c;
    if (quoted == 0 && c == ',' && at > 0 && normalised[at - 1] == '?') {
      auto next = at + 1;
      while (next < normalised.size() && normalised[next] == ' ') ++next;
      if (next < normalised.size() && normalised[next] == '?') {
        at = next;  // ?, ?, ? is as ?
        continue;
      }
    }
    add(quoted == 0 && c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
  }
  std::string text(16, '0');
  for (int digit = 15; digit >= 0; --digit, hash >>= 4) text[static_cast<std::size_t>(digit)] = "0123456789abcdef"[hash & 15];
  return text;
}

}  // namespace jaali::sql
