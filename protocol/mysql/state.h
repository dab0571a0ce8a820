#pragma once
// Says what each packet of a server is, which its bytes alone do not: a 0xFE may be an EOF, an OK or the start of a long
// row, a 0x00 an OK, a binary row or an event of the binary log. One ResponseReader per session, on its thread; fed, for
// each packet of the server, the head of its first frame and the front of its payload. The whole of it is this table.
//
//   command                    | answer
//   ---------------------------+-------------------------------------------------------------------------------------
//   QUERY, PROCESS_INFO        | result*: OK | ERR | LOCAL INFILE, file, (OK | ERR) | count, definitions, EOF¹, text
//                              | rows, END²; another result where the status says MORE_RESULTS
//   STMT_EXECUTE, BULK_EXECUTE | the same with binary rows; where EXECUTE asked for a cursor and the status of the EOF¹
//                              | (or END² in its place) says CURSOR_EXISTS, no rows
//   STMT_FETCH                 | binary rows without definitions, END² | ERR
//   STMT_PREPARE               | PREPARE_OK, parameters' definitions and EOF¹ if any, columns' likewise | ERR
//   FIELD_LIST                 | definitions with defaults, END² | ERR
//   STATISTICS                 | one packet of text | ERR
//   SET_OPTION, DEBUG, SHUTDOWN| END² | OK | ERR
//   CHANGE_USER                | packets of a login, the client answering in between, to OK | ERR
//   BINLOG_DUMP, …_GTID        | events to EOF | ERR; the client may send in between (semi-synchronous replication)
//   CLONE, SUBSCRIBE_GROUP_…   | another protocol from here on
//   STMT_SEND_LONG_DATA, …CLOSE, QUIT | nothing
//   every other                | OK | ERR
//
//   A procedure's OUT parameters are a result of their own; without CLIENT_DEPRECATE_EOF MySQL says in its first EOF alone
//   that another one follows.
//   ¹ without CLIENT_DEPRECATE_EOF only   ² EOF, or OK with header 0xFE under CLIENT_DEPRECATE_EOF
//   Progress reports of MariaDB may come wherever ERR may. Nothing is outstanding: an ERR only (the server says good-bye).
#include <optional>

#include "protocol/mysql/command.h"
#include "protocol/mysql/handshake.h"
#include "protocol/mysql/response.h"

namespace jaali::protocol::mysql {

enum class PacketKind : std::uint8_t {
  ok,                    ///< decode_ok
  error,                 ///< decode_error
  progress,              ///< decode_progress; changes nothing
  infile,                ///< decode_infile; the client sends the file next, or an empty packet
  column_count,          ///< decode_column_count
  column_definition,     ///< decode_column_definition
  end_of_columns,        ///< decode_eof
  text_row, binary_row,  ///< row.h
  end_of_rows,           ///< decode_eof, or decode_ok under CLIENT_DEPRECATE_EOF. Also the end of FIELD_LIST, SET_OPTION, …
  prepare_ok,            ///< decode_prepare_ok
  parameter_definition,  ///< of a PREPARE
  end_of_parameters,     ///< decode_eof
  statistics,            ///< text
  login,                 ///< of COM_CHANGE_USER: login_packet() says which
  binlog_event,
  opaque,                ///< not this protocol any more
};

struct PacketEvent {
  PacketKind kind;
  bool done = false;         ///< the answer is complete: the next command may be looked at
  bool client_turn = false;  ///< the server waits for the client (a file, a part of a login)
  bool next_result = false;  ///< another result of the same answer follows
  bool cursor = false;       ///< this ends the definitions of a cursor: its rows come by COM_STMT_FETCH
  std::uint16_t status = 0;  ///< of ok, end_of_columns, end_of_rows
  std::uint64_t columns = 0; ///< of column_count and prepare_ok
  std::uint16_t parameters = 0;  ///< of prepare_ok
};

class ResponseReader {
 public:
  /// Bytes of a packet's payload that `next` needs to see, or all where it has fewer.
  static constexpr std::size_t prefix_size = 32;

  explicit ResponseReader(Capabilities negotiated, Framing framing = {}) noexcept
      : capabilities_(negotiated), framing_(framing) {}

  /// A command went to the server; the answer to the one before was complete. `cursor`: a COM_STMT_EXECUTE that asks for
  /// one. After a command without an answer, `done()` holds at once.
  void begin(Command command, bool cursor = false) noexcept;
  /// The file that `infile` asked for was sent (its empty last packet too): the result follows.
  void file_sent() noexcept;
  /// What the packet is whose first frame has `head` and whose payload begins with `prefix` (the first prefix_size bytes,
  /// or all of it). Errors are the end of the session: whatever comes after cannot be understood.
  [[nodiscard]] Result<PacketEvent> next(const FrameHead& head, ByteView prefix) noexcept;

  [[nodiscard]] bool done() const noexcept { return state_ == State::idle; }
  [[nodiscard]] bool awaits_file() const noexcept { return state_ == State::infile; }
  [[nodiscard]] Command command() const noexcept { return command_; }
  [[nodiscard]] bool opaque() const noexcept { return state_ == State::opaque; }

 private:
  enum class State : std::uint8_t {
    idle, result, infile, after_file, columns, columns_end, rows, prepare, parameters, parameters_end, prepared_columns,
    prepared_columns_end, field_list, statistics, end, login, binlog, simple, opaque,
  };
  using Next = Result<PacketEvent>;
  [[nodiscard]] static State first_state(Command command) noexcept;
  Next error(const FrameHead& head, ByteView prefix) noexcept;
  Next result(ByteView prefix) noexcept;
  Next ok(ByteView prefix) noexcept;
  Next prepare(ByteView prefix) noexcept;
  Next definition(ByteView prefix, PacketKind kind, State after) noexcept;
  Next end_of_definitions(const FrameHead& head, ByteView prefix, PacketKind kind, State after) noexcept;
  Next row(const FrameHead& head, ByteView prefix) noexcept;
  Next end_of_rows(const FrameHead& head, ByteView prefix) noexcept;
  Next login(const FrameHead& head, ByteView prefix) noexcept;
  Next binlog(const FrameHead& head, ByteView prefix) noexcept;
  PacketEvent finish(PacketKind kind, std::uint16_t status) noexcept;
  [[nodiscard]] bool is_end(const FrameHead& head, ByteView prefix) const noexcept;
  [[nodiscard]] bool deprecates_eof() const noexcept { return has(capabilities_, cap_deprecate_eof); }

  Capabilities capabilities_;
  Framing framing_;
  Command command_ = Command::sleep;
  State state_ = State::idle;
  bool binary_ = false;
  bool cursor_ = false;         ///< asked for, and no row came
  bool more_follow_ = false;    ///< said by the first EOF of OUT parameters
  std::uint64_t left_ = 0;      ///< definitions of the block that is being read
  std::uint64_t columns_ = 0;   ///< of the statement that is being prepared
};

}  // namespace jaali::protocol::mysql
