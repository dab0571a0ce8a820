#pragma once
// How a MySQL or MariaDB server reads a text: its dialect and version, and the settings of the session that change where
// words and strings end and what operators mean. A plain value; part of the key of every verdict.
#include <cstdint>
#include <string_view>

#include "sql/dialect.h"

namespace jaali::sql {

struct MysqlText {
  /// What of character_set_client matters to a reader of bytes.
  enum class Charset : std::uint8_t {
    utf8,         ///< utf8mb3, utf8mb4
    single_byte,  ///< ASCII and 128 characters more; beyond ASCII only strings and comments are readable
    multi_byte,   ///< gbk, sjis, big5 …: a byte of ASCII may be the second of a character; only pure ASCII is readable
    unreadable,   ///< not even ASCII (swe7), or not known
  };

  Dialect dialect = Dialect::mysql;  ///< mysql or mariadb
  int version = 80400;               ///< 80400, 90704, 101119, 110802
  int lower_case_table_names = 0;
  Charset charset = Charset::utf8;
  bool ansi_quotes = false;          ///< "x" is a name
  bool no_backslash_escapes = false;
  bool pipes_as_concat = false;      ///< || joins texts
  bool high_not_precedence = false;  ///< NOT binds as !
  bool ignore_space = false;         ///< COUNT (…) is the native function
  bool oracle = false;               ///< MariaDB's other languages, ORACLE and MSSQL ([a] is a name): nothing is read

  bool operator==(const MysqlText&) const = default;
};

/// The flags of a value of @@sql_mode, "ANSI_QUOTES,PIPES_AS_CONCAT": sets ansi_quotes … oracle of `text` and no other.
/// A combination (ANSI, ORACLE, DB2 …) is expanded by the server before it is reported.
void apply_sql_mode(std::string_view sql_mode, MysqlText& text) noexcept;
/// The class of a character set by its name, any case: "utf8mb4", "latin1", "gbk".
[[nodiscard]] MysqlText::Charset readable_charset(std::string_view name) noexcept;

}  // namespace jaali::sql
