#include "sql/postgres_parser/converter.h"

namespace jaali::sql {

std::span<const std::string_view> Converter::words(const ::List* list) {
  std::vector<std::string_view> found;
  for (const auto& cell : cells(list)) {
    const Node* const node = node_of(cell);
    if (node && nodeTag(node) == T_String) found.push_back(text(as<String>(node)->sval));
  }
  return keep(found);
}

Name Converter::name(const ::List* list) { return words(list); }

RelationName* Converter::relation(const RangeVar* node) {
  if (!node) return nullptr;
  auto* const found = arena_.make<RelationName>();
  std::vector<std::string_view> parts;
  if (node->catalogname) parts.push_back(text(node->catalogname));
  if (node->schemaname) parts.push_back(text(node->schemaname));
  parts.push_back(text(node->relname));
  found->name = keep(parts);
  found->range = name_range(node->location);
  found->only = !node->inh;
  found->temporary = node->relpersistence == 't' || (node->schemaname && std::string_view(node->schemaname) == "pg_temp");
  if (node->alias) found->alias = text(node->alias->aliasname);
  return found;
}

RelationName* Converter::relation_of_name(const ::List* list) {
  auto* const found = arena_.make<RelationName>();
  found->name = name(list);
  return found;
}

TypeName* Converter::type(const ::TypeName* node) {
  if (!node) return nullptr;
  auto* const found = arena_.make<TypeName>();
  found->name = name(node->names);
  found->array = node->arrayBounds != nullptr;
  found->set = node->setof;
  found->of_column = node->pct_type;
  found->modifiers = expressions(node->typmods);
  found->range = name_range(node->location);
  return found;
}

/// Index of the token that begins at `location`, or the number of tokens.
std::size_t Converter::token_at(int location) const noexcept {
  if (location < 0) return tokens_.size();
  const auto wanted = static_cast<std::uint32_t>(location);
  const auto at = std::lower_bound(tokens_.begin(), tokens_.end(), wanted, [](const Token& token, std::uint32_t begin) { return token.begin < begin; });
  return at == tokens_.end() || at->begin != wanted ? tokens_.size() : static_cast<std::size_t>(at - tokens_.begin());
}

Range Converter::token_range(int location) const noexcept {
  const auto at = token_at(location);
  return at == tokens_.size() ? Range{} : Range{tokens_[at].begin, tokens_[at].end};
}

/// a.b.c, also with a final star.
Range Converter::name_range(int location) const noexcept {
  auto at = token_at(location);
  if (at == tokens_.size()) return {};
  Range range{tokens_[at].begin, tokens_[at].end};
  while (at + 2 < tokens_.size() && tokens_[at + 1].kind == TokenKind::dot) {
    const auto& part = tokens_[at + 2];
    const bool star = part.kind == TokenKind::operator_ && text_[part.begin] == '*';
    if (part.kind != TokenKind::word && part.kind != TokenKind::quoted_word && !star) break;
    range.end = star ? part.begin + 1 : part.end;
    at += 2;
  }
  return range;
}

/// name(…) up to the closing bracket.
Range Converter::call_range(int location) const noexcept {
  auto range = name_range(location);
  const auto after = std::upper_bound(tokens_.begin(), tokens_.end(), range.end, [](std::uint32_t end, const Token& token) { return end <= token.begin; });
  if (range.known() && after != tokens_.end() && after->kind == TokenKind::open) range.end = tokens_[after->partner].end;
  return range;
}

Range Converter::cover(Range range, Range other) noexcept {
  if (!other.known()) return range;
  if (!range.known()) return other;
  return {std::min(range.begin, other.begin), std::max(range.end, other.end)};
}

Range Converter::cover(Range range, Expressions others) noexcept {
  for (const auto* other : others) {
    if (other) range = cover(range, other->range);
  }
  return range;
}

}  // namespace jaali::sql
