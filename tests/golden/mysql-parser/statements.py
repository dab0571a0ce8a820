"""Statements out of the scripts of mariadb-test (mysqltest language): what stands between delimiters and is no command of
the test program. Whatever holds a variable of that language is left out: it is not SQL until it is replaced."""

import re
from pathlib import Path

# Commands of mysqltest. Some are words of SQL too (begin, call …): those are not here.
COMMANDS = set(
    """append_file assert cat_file change_user character_set chdir chmod close_file connect connection copy_file copy_files_wildcard
    dec delimiter die diff_files dirty_close disable_abort_on_error disable_async_client disable_cursor_protocol disable_cursors
    disable_info disable_metadata disable_non_blocking_api disable_parsing disable_prepare_warnings disable_ps2_protocol
    disable_ps_protocol disable_query_log disable_reconnect disable_result_log disable_service_connection disable_session_track_info
    disable_testcase disable_view_protocol disable_warnings disconnect echo enable_abort_on_error enable_async_client
    enable_connect_log disable_connect_log enable_cursor_protocol enable_cursors enable_info enable_metadata enable_non_blocking_api
    enable_parsing enable_prepare_warnings enable_ps2_protocol enable_ps_protocol enable_query_log enable_reconnect
    enable_result_log enable_service_connection enable_session_track_info enable_testcase enable_view_protocol enable_warnings end
    end_timer error eval evalp exec exec_in_background execw exit file_exists force-cpdir force-rmdir horizontal_results if inc
    let list_files list_files_append_file list_files_write_file lowercase_result mkdir move_file output partially_sorted_result
    perl ping query query_attributes query_get_value query_horizontal query_vertical read_all_result read_only real_sleep reap
    recv_result remove_file remove_files_wildcard replace_column replace_numeric_round replace_regex replace_result require
    reset_connection result_format rmdir save_master_pos send send_eval send_quit send_shutdown shutdown_server skip
    skip_if_hypergraph sleep sorted_result source start_timer sync_slave_with_master sync_with_master system vertical_results
    wait_for_slave_to_stop while write_file write_line""".split()
)
# Commands that hand a statement on.
QUERIES = {"query", "query_vertical", "query_horizontal", "send"}


QUOTED = {"'": re.compile(r"(?:[^'\\]|\\.)*'", re.S), '"': re.compile(r'(?:[^"\\]|\\.)*"', re.S), "`": re.compile("[^`]*`")}


def _pieces(text: str):
    """Cuts a script at its delimiters, quotes and comments of lines respected."""
    delimiter, start, at = ";", 0, 0
    while at < len(text):
        if (at == start or text[at - 1] == "\n") and not text[start:at].strip():
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            line = text[at:end].strip()
            if line.startswith("--") and not line.startswith("-- "):
                command = line[2:].strip()
                if command.split(" ")[0].rstrip(delimiter).lower() == "delimiter":
                    delimiter = command[9:].strip() or delimiter
                yield "--" + line[2:]
            if line.startswith(("#", "--")) or line in ("{", "}"):
                at = start = end + 1
                continue
        found = re.compile(rf"(?P<delimiter>{re.escape(delimiter)})|['\"`\n]").search(text, at)
        if not found:
            return
        at = found.end()
        if found["delimiter"]:
            made = text[start : found.start()].strip()
            start = at
            if other := re.match(r"delimiter\s*(\S+)", made, re.IGNORECASE):
                delimiter = other.group(1)
            elif made:
                yield made
        elif found.group() != "\n":
            closed = QUOTED[found.group()].match(text, at)
            if not closed:
                return
            at = closed.end()


def statements(text: str):
    """The SQL statements of one script."""
    for piece in _pieces(text):
        if piece.startswith("--"):
            continue
        piece = re.sub(r"^(?:[{}]\s*|#[^\n]*\n\s*)+", "", piece)
        word = re.match(r"[A-Za-z_][A-Za-z0-9_-]*|", piece).group(0).lower()
        if word in QUERIES:
            piece = piece[len(word) :].strip()
        elif word in COMMANDS:
            continue
        if piece and "$" not in piece and "\0" not in piece:
            yield piece


def from_folder(folder: Path) -> list[str]:
    """Distinct statements of every script below the folder, in order of appearance."""
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".test", ".inc") or not path.is_file():
            continue
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # scripts in other character sets are about those
        for statement in statements(text):
            if len(statement) < 100_000:
                found.setdefault(statement)
    return list(found)
