#pragma once
// Answers over protected data (design.md §5): the number and SQLSTATE of an error stay, and the names of keys that
// applications match on; its text goes. Warnings are not counted, and OK says nothing in words.
#include <string>

#include "protocol/mysql/response.h"

namespace jaali::proxy::session::mysql {

/// The text that takes the place of an error's own.
[[nodiscard]] std::string stripped_message(const protocol::mysql::ErrorView& error);

}  // namespace jaali::proxy::session::mysql
