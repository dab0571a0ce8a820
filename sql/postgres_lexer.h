#pragma once
// A linear reading of PostgreSQL's lexical structure (manual §4.1, standard_conforming_strings on): tokens with their
// places, comments left out. It bounds what the real parser is fed (prescan.h), finds source ranges for its nodes, and
// takes literals out of the text for the log. It never decides what a statement means.
#include <string_view>

#include "sql/ast.h"
#include "sql/token.h"

namespace jaali::sql {

[[nodiscard]] Tokens read_tokens(std::string_view text, const LexerLimits& limits = {});

}  // namespace jaali::sql
