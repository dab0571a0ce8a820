#pragma once
// What a server answers: OK, ERR, EOF, the parts of result sets, and the rows. Which of them a packet is depends on where
// it comes: state.h tells. Decoders take the payload of one packet; views live as long as it. Capabilities are those
// negotiated. Row walkers allocate nothing.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/mysql/capabilities.h"
#include "protocol/mysql/column_type.h"
#include "protocol/mysql/packet.h"

namespace jaali::protocol::mysql {

/// Bits of the status word.
namespace server_status {
inline constexpr std::uint16_t in_transaction = 0x0001, autocommit = 0x0002, more_results = 0x0008, no_good_index = 0x0010,
                               no_index = 0x0020, cursor_exists = 0x0040, last_row_sent = 0x0080, db_dropped = 0x0100,
                               no_backslash_escapes = 0x0200, metadata_changed = 0x0400, query_was_slow = 0x0800,
                               out_parameters = 0x1000, in_read_only_transaction = 0x2000,
                               session_state_changed = 0x4000, ansi_quotes = 0x8000;
}

/// First bytes.
inline constexpr std::uint8_t ok_header = 0x00, eof_header = 0xfe, error_header = 0xff, infile_header = 0xfb;

// ---- OK

struct OkView {
  std::uint8_t header = ok_header;  ///< eof_header where it ends rows (CLIENT_DEPRECATE_EOF)
  std::uint64_t affected_rows = 0;
  std::uint64_t insert_id = 0;
  std::uint16_t status = 0;
  std::uint16_t warnings = 0;
  std::optional<std::string_view> info;      ///< absent: the packet ends before it
  bool info_has_length = true;               ///< false: it runs to the packet's end (no CLIENT_SESSION_TRACK)
  std::optional<ByteView> session_changes;   ///< SessionChangeReader walks it; only with CLIENT_SESSION_TRACK
};
[[nodiscard]] Result<OkView> decode_ok(ByteView payload, Capabilities capabilities);
void append_ok(std::string& out, std::uint8_t& sequence, const OkView& ok, Capabilities capabilities);

enum class SessionChange : std::uint8_t {
  system_variable = 0, schema = 1, state = 2, gtids = 3, transaction_characteristics = 4, transaction_state = 5,
};
/// One entry of an OK's session changes. `kind` may be a number that has no name.
struct SessionChangeView {
  SessionChange kind;
  std::string_view name;   ///< system_variable: its name
  std::string_view value;  ///< its value; of schema, state and the transaction kinds their string; of others raw bytes
};
/// Every entry of `changes`, in order; MariaDB may put several variables in one.
[[nodiscard]] Result<std::vector<SessionChangeView>> decode_session_changes(ByteView changes);
void append_session_changes(std::string& out, std::span<const SessionChangeView> changes);

// ---- ERR, EOF

struct ErrorView {
  std::uint16_t code = 0;
  std::string_view sqlstate;  ///< five characters, or empty where none was sent (before the login)
  std::string_view message;
};
[[nodiscard]] bool is_error(ByteView payload) noexcept;
[[nodiscard]] Result<ErrorView> decode_error(ByteView payload);
void append_error(std::string& out, std::uint8_t& sequence, const ErrorView& error);

/// MariaDB: an ERR of code 0xffff that ends nothing.
struct ProgressView {
  std::uint8_t stage = 0, stages = 0;
  std::uint32_t thousandths = 0;  ///< of a percent
  std::string_view info;
};
[[nodiscard]] Result<ProgressView> decode_progress(ByteView payload);
void append_progress(std::string& out, std::uint8_t& sequence, const ProgressView& progress);

struct EofView {
  std::uint16_t warnings = 0;
  std::uint16_t status = 0;
};
[[nodiscard]] Result<EofView> decode_eof(ByteView payload);
void append_eof(std::string& out, std::uint8_t& sequence, const EofView& eof);

/// What ends rows (and the answers of COM_FIELD_LIST, SET_OPTION …), as one: an EOF, or an OK with its header where
/// CLIENT_DEPRECATE_EOF holds. There too MySQL sends an EOF of five bytes where an error in a procedure cuts rows short.
[[nodiscard]] Result<OkView> decode_end_of_rows(ByteView payload, Capabilities capabilities);
/// Writes what `capabilities` ask for.
void append_end_of_rows(std::string& out, std::uint8_t& sequence, const OkView& end, Capabilities capabilities);

/// LOCAL INFILE: the name of the file that the server asks the client for.
[[nodiscard]] Result<std::string_view> decode_infile(ByteView payload);
void append_infile(std::string& out, std::uint8_t& sequence, std::string_view file);

// ---- result sets

/// Of a result set. Servers stop at 4,096 where a table is read; without one MariaDB sends as many as a text names.
inline constexpr std::size_t max_columns = 1 << 20;

struct ColumnCountView {
  std::uint64_t columns = 0;
  bool metadata_follows = true;  ///< where CLIENT_OPTIONAL_RESULTSET_METADATA or MariaDB's cache of metadata holds
};
[[nodiscard]] Result<ColumnCountView> decode_column_count(ByteView payload, Capabilities capabilities);
void append_column_count(std::string& out, std::uint8_t& sequence, const ColumnCountView& count,
                         Capabilities capabilities);

struct ColumnDefinitionView {
  std::string_view catalog, schema, table, org_table, name, org_name;
  ByteView extended;  ///< MariaDB's extended metadata, whole
  std::uint16_t collation = 0;
  std::uint32_t length = 0;
  FieldType type = FieldType::null;
  std::uint16_t flags = 0;
  std::uint8_t decimals = 0;
  bool is_field_list = false;                      ///< answer to COM_FIELD_LIST: `default_value` is there, or NULL
  std::optional<std::string_view> default_value;

  /// "uuid", "inet6", "point" …; "json". Empty where there is none.
  [[nodiscard]] ExtendedType extended_type() const noexcept;
};
[[nodiscard]] Result<ColumnDefinitionView> decode_column_definition(ByteView payload, Capabilities capabilities,
                                                                    bool is_field_list = false);
void append_column_definition(std::string& out, std::uint8_t& sequence, const ColumnDefinitionView& column,
                              Capabilities capabilities);

struct PrepareOkView {
  std::uint32_t statement = 0;
  std::uint16_t columns = 0;
  std::uint16_t parameters = 0;
  std::uint16_t warnings = 0;
  bool metadata_follows = true;
};
[[nodiscard]] Result<PrepareOkView> decode_prepare_ok(ByteView payload, Capabilities capabilities);
void append_prepare_ok(std::string& out, std::uint8_t& sequence, const PrepareOkView& prepared,
                       Capabilities capabilities);

}  // namespace jaali::protocol::mysql
